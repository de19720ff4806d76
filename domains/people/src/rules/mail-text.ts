import type { Language } from './city.ts'

export interface MailText {
  readonly subject: string
  readonly text: string
}

type Said = Readonly<Record<Language, MailText>>

/** The mail with a sign-in code. The code stands alone on its line, so that it is easy to copy. */
export const codeMail = (
  language: Language,
  { city, code, minutes }: { readonly city: string; readonly code: string; readonly minutes: number },
): MailText => {
  const said: Said = {
    ja: {
      subject: `${city}の確認コード: ${code}`,
      text: `${city}にログインするための確認コードです。\n\n${code}\n\n${minutes}分以内に入力してください。心当たりがない場合は、このメールを破棄してください。だれにもコードを教えないでください。\n`,
    },
    'ja-easy': {
      subject: `${city}の 番号: ${code}`,
      text: `${city}に 入るための 番号です。\n\n${code}\n\n${minutes}分以内に 入れてください。あなたが 頼んでいない ときは、この メールを 捨ててください。番号を ほかの 人に 言わないでください。\n`,
    },
    en: {
      subject: `Your code for ${city}: ${code}`,
      text: `This is your code to sign in to ${city}.\n\n${code}\n\nEnter it within ${minutes} minutes. If you did not ask for it, ignore this mail. Never tell anyone the code.\n`,
    },
    'zh-Hans': {
      subject: `${city}验证码: ${code}`,
      text: `这是您登录${city}的验证码。\n\n${code}\n\n请在${minutes}分钟内输入。如果不是您本人操作,请忽略此邮件。请勿将验证码告诉他人。\n`,
    },
    ko: {
      subject: `${city} 인증 코드: ${code}`,
      text: `${city}에 로그인하기 위한 인증 코드입니다.\n\n${code}\n\n${minutes}분 안에 입력해 주세요. 요청하지 않으셨다면 이 메일을 무시하세요. 코드를 누구에게도 알려 주지 마세요.\n`,
    },
  }
  return said[language]
}

/** The mail that tells somebody they were made a member. */
export const inviteMail = (language: Language, { city, address }: { readonly city: string; readonly address: string }): MailText => {
  const said: Said = {
    ja: {
      subject: `${city}の管理画面に招待されました`,
      text: `${city}の管理画面を使えるようになりました。次のアドレスを開き、このメールアドレスでログインしてください。\n\n${address}\n`,
    },
    'ja-easy': {
      subject: `${city}の 仕事の 画面が 使えます`,
      text: `${city}の 仕事の 画面を 使うことが できます。下の アドレスを 開いて、この メールアドレスで 入ってください。\n\n${address}\n`,
    },
    en: {
      subject: `You have been invited to the console of ${city}`,
      text: `You can now use the console of ${city}. Open this address and sign in with this mail address.\n\n${address}\n`,
    },
    'zh-Hans': {
      subject: `您已受邀使用${city}的管理界面`,
      text: `您现在可以使用${city}的管理界面。请打开以下地址,并使用此邮箱登录。\n\n${address}\n`,
    },
    ko: {
      subject: `${city} 관리 화면에 초대되었습니다`,
      text: `${city} 관리 화면을 사용할 수 있습니다. 아래 주소를 열고 이 메일 주소로 로그인해 주세요.\n\n${address}\n`,
    },
  }
  return said[language]
}
