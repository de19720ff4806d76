import type { Translated } from '../catalog.ts'
import type { ja } from './ja.ts'

export const ko: Translated<typeof ja> = {
  close: '닫기',
  cancel: '취소',
  clear: '입력 지우기',
  again: '다시 불러오기',
  required: '필수',
  optional: '선택',
  busy: '처리 중',
  dismiss: '알림 닫기',
  sheetLarger: '목록 넓히기',
  sheetSmaller: '목록 줄이기',
  sortBy: ({ name }) => `${name} 기준으로 정렬`,
  zoomIn: '지도 확대',
  zoomOut: '지도 축소',
  locate: '현재 위치 표시',
  north: '북쪽을 위로',
  mapKeys: '화살표 키로 지도를 움직이고, 더하기와 빼기 키로 확대·축소합니다.',
  mapLabel: '지도',
  cluster: ({ n }) => `${n}곳`,
}
