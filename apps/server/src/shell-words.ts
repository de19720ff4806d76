import type { Language } from '@machinaka/people/contract'

/** What the pages without JavaScript say. Words that the town app says too are its words, to the letter; a test compares them. */
export interface Words {
  readonly open: string
  readonly closed: string
  readonly closedToday: string
  readonly hoursUnknown: string
  readonly emptyTitle: string
  readonly emptyText: string
  readonly listOfPlaces: string
  readonly searchLabel: string
  readonly absentTitle: string
  readonly eventAbsent: string
  readonly backToList: string
  readonly navEvents: string
  readonly eventsIntro: string
  readonly eventsEmpty: string
  readonly search: string
  readonly more: (count: number) => string
}

/** Readings in easy Japanese are written `{漢字|かんじ}`, as in the apps. */
export const words: Readonly<Record<Language, Words>> = {
  ja: {
    open: '開いています',
    closed: '閉まっています',
    closedToday: '今日は臨時休業です',
    hoursUnknown: '開いている時間はわかりません',
    emptyTitle: '見つかりませんでした',
    emptyText: '言葉を短くするか、条件を外すと見つかることがあります。',
    listOfPlaces: '場所の一覧',
    searchLabel: 'お店・施設をさがす',
    absentTitle: 'この場所は見つかりません',
    eventAbsent: 'このイベントは見つかりません',
    backToList: '一覧に戻る',
    navEvents: 'イベント',
    eventsIntro: 'これからのイベント',
    eventsEmpty: 'この時期のイベントはありません',
    search: 'さがす',
    more: (count) => `ほかに${count}件あります。言葉を入れてさがすと絞り込めます。`,
  },
  'ja-easy': {
    open: '{今|いま} あいています',
    closed: '{今|いま} しまっています',
    closedToday: '{今日|きょう}は {休|やす}みです',
    hoursUnknown: 'いつ あいているか わかりません',
    emptyTitle: 'ありませんでした',
    emptyText: 'みじかい ことばで さがして ください。えらんだ ものを へらして ください。',
    listOfPlaces: '{場所|ばしょ}の リスト',
    searchLabel: '{店|みせ}や {場所|ばしょ}を さがす',
    absentTitle: 'この {場所|ばしょ}は ありません',
    eventAbsent: 'この イベントは ありません',
    backToList: 'リストに もどる',
    navEvents: 'イベント',
    eventsIntro: 'これから ある イベント',
    eventsEmpty: 'イベントは ありません',
    search: 'さがす',
    more: (count) => `ほかに ${count}か{所|しょ} あります。ことばを {書|か}いて さがして ください。`,
  },
  en: {
    open: 'Open',
    closed: 'Closed',
    closedToday: 'Closed today',
    hoursUnknown: 'Opening hours not known',
    emptyTitle: 'Nothing found',
    emptyText: 'Try shorter words, or remove a filter.',
    listOfPlaces: 'List of places',
    searchLabel: 'Search shops and facilities',
    absentTitle: 'This place cannot be found',
    eventAbsent: 'This event cannot be found',
    backToList: 'Back to the list',
    navEvents: 'Events',
    eventsIntro: 'What is on',
    eventsEmpty: 'No events in this time',
    search: 'Search',
    more: (count) => `${count} more. Search to narrow down.`,
  },
  'zh-Hans': {
    open: '营业中',
    closed: '非营业时间',
    closedToday: '今天临时休息',
    hoursUnknown: '营业时间不详',
    emptyTitle: '没有找到',
    emptyText: '请缩短关键词，或取消部分条件。',
    listOfPlaces: '地点列表',
    searchLabel: '搜索店铺和设施',
    absentTitle: '找不到这个地点',
    eventAbsent: '找不到这个活动',
    backToList: '返回列表',
    navEvents: '活动',
    eventsIntro: '即将举行的活动',
    eventsEmpty: '这段时间没有活动',
    search: '搜索',
    more: (count) => `另有${count}处，可用关键词缩小范围。`,
  },
  ko: {
    open: '영업 중',
    closed: '영업시간 외',
    closedToday: '오늘은 임시 휴무입니다',
    hoursUnknown: '영업 시간을 알 수 없습니다',
    emptyTitle: '찾지 못했습니다',
    emptyText: '검색어를 줄이거나 조건을 지우면 찾을 수 있습니다.',
    listOfPlaces: '장소 목록',
    searchLabel: '가게·시설 찾기',
    absentTitle: '이 장소를 찾을 수 없습니다',
    eventAbsent: '이 행사를 찾을 수 없습니다',
    backToList: '목록으로 돌아가기',
    navEvents: '행사',
    eventsIntro: '앞으로의 행사',
    eventsEmpty: '이 시기에는 행사가 없습니다',
    search: '검색',
    more: (count) => `그 밖에 ${count}곳이 있습니다. 검색어로 좁혀 보세요.`,
  },
}
