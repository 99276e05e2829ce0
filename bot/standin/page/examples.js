// What is worth trying, by role. The first lines are offered on an empty phone, all of them under 试试看.

import { lang } from "./words.js";

const CHINESE = {
  worker: [
    "医疗方面有哪些工作室", "谁懂核磁", "想学做中餐找谁", "市级工作室一共几家", "wwt", "水环境那个团队有多少人", "他们在哪",
    "朝阳有没有管校园欺凌的", "创新工作室怎么申报", "有什么竞赛", "/settings", "转人工", "/studios",
  ],
  leader: ["王文韬是哪个单位的", "电话呢", "我的报告", "有什么竞赛", "法律方面的工作室", "/settings", "/following", "/help"],
  admin: [
    "发通知", "/questions", "/schedule", "/deadlines", "谁还没交", "新建竞赛", "/ops", "/calendar", "市级工作室一共几家",
    "cigongzhen", "/help",
  ],
  new: ["你好", "谁懂核磁", "想学做中餐找谁", "转人工", "/studios", "/privacy"],
};

const ENGLISH = {
  worker: ["/studios", "who knows MRI", "wwt", "市级工作室一共几家", "/competitions", "/settings", "/help"],
  leader: ["/studios", "王文韬是哪个单位的", "/duties", "/following", "/help"],
  admin: ["/notice", "/questions", "/schedule", "/ops", "/deadlines", "/help"],
  new: ["/studios", "who knows MRI", "/privacy", "/help"],
};

const SAME = { deputy: "leader", owner: "admin", assessor: "worker" };

/** Lines to try for a person ({key, kind}); kind is the role's key, "" for a new account. */
export function examples(person) {
  const lines = lang === "en" || person.language === "en" ? ENGLISH : CHINESE;
  const kind = SAME[person.kind] ?? person.kind;
  return lines[kind] ?? lines.new;
}
