// The page speaks Chinese; ?lang=en gives English. The Chinese text is the key.

const ENGLISH = {
  "百强工作室助手": "Studio assistant",
  "百强工作室助手 · 演示": "Studio assistant · demo",
  "演示": "demo",
  "跳到手机": "Skip to the phones",
  "手机": "Phones",
  "北京时间": "Beijing time",
  "时间": "Time",
  "拨快时钟": "Move the clock forward",
  "+15 分钟": "+15 min",
  "+1 小时": "+1 hour",
  "+1 天": "+1 day",
  "到…": "To…",
  "把时间拨到（北京时间）": "Move the time to (Beijing)",
  "拨到这一刻": "Go",
  "这一刻已经过去了，时钟只能往前拨。": "That moment has passed: the clock only moves forward.",
  "重启程序": "Restart the program",
  "正在重启…": "Restarting…",
  "程序已停止并重新启动，用了 {s} 秒。所有对话、按钮和待发的消息都从数据库接着来。":
    "The program stopped and started again in {s} s. Every chat, button and waiting message carried on from the database.",
  "加一部手机": "Add a phone",
  "谁的手机？": "Whose phone?",
  "示例里的人": "Sample people",
  "全新的账号": "A brand-new account",
  "随便起个名字，机器人没见过这个人": "Any name: somebody the bot has never met",
  "加上": "Add",
  "关闭": "Close",
  "好": "OK",
  "试试看": "What to try",
  "可以这样试": "Things to try",
  "点一句，就从这部手机发出去。": "Click a line and that phone sends it.",
  "更多操作": "More",
  "正在连接…": "Connecting…",
  "连接断了，正在重连…": "Connection lost, reconnecting…",
  "已重新连上": "Connected again",
  "机器人": "bot",
  "已停用": "blocked",
  "这部手机的菜单": "This phone's menu",
  "深链接": "Deep link",
  "打开": "Open",
  "链接参数只能用字母、数字、_ 和 -，最多 64 个。": "A start parameter is letters, digits, _ and -, at most 64.",
  "停用机器人": "Block the bot",
  "重新启用机器人": "Unblock the bot",
  "收起这部手机": "Put this phone away",
  "{who}的对话": "{who}'s chat",
  "{who}的手机": "{who}'s phone",
  "点「开始」，或者直接问一句：": "Press START, or simply ask:",
  "开始": "START",
  "带着参数 {start} 开始": "START with {start}",
  "菜单": "Menu",
  "命令菜单": "Command menu",
  "消息": "Message",
  "说明文字": "Caption",
  "发送": "Send",
  "添加文件或照片": "Attach a file or photo",
  "照片": "Photo",
  "文件": "File",
  "贴纸": "Sticker",
  "语音": "Voice message",
  "位置": "Place",
  "名片": "Contact",
  "不发这个文件": "Remove the file",
  "展开按键": "Show the keyboard",
  "收起按键": "Fold the keyboard",
  "常用按键": "Reply keyboard",
  "已编辑": "edited",
  "你": "You",
  "剧透，点开看": "Spoiler: click to reveal",
  "展开引用": "Show the whole quotation",
  "收起引用": "Fold the quotation",
  "下载 {name}": "Download {name}",
  "下载": "download",
  "到最新": "Jump to the newest",
  "{n} 条新消息": "{n} new messages",
  "文件太大：最多 {n} MB。": "The file is too large: at most {n} MB.",
  "没有连上，稍等再试。": "Not connected, try again in a moment.",
  "这个按钮演示里用不了。": "This button does nothing in the demo.",
  "手机上暂不显示：{kind}": "Not shown on this phone: {kind}",
  "今天": "Today",
  "昨天": "Yesterday",
  "刚刚": "just now",
  "新账号": "new account",
  "职工": "Worker",
  "领军人": "Leader",
  "联络员": "Deputy",
  "评委": "Assessor",
  "管理员": "Admin",
  "负责人": "Owner",
  // What the server answers when it refuses (live.py, web.py).
  "看不懂页面发来的动作。": "The page asked for something unknown.",
  "演示程序出错了，原因写在终端里。": "The demo failed; the terminal says why.",
  "没有这部手机。": "There is no such phone.",
  "名字要有 1 到 32 个字，不能有逗号、斜线和 @。": "A name has 1 to 32 characters, without commas, slashes and @.",
  "时钟只能往前拨，一次最多一年。": "The clock only moves forward, a year at most.",
  "一次最多说 12000 个字。": "At most 12000 characters at once.",
  "文件太大：最多 20 MB。": "The file is too large: at most 20 MB.",
  "没有收到文件。": "No file arrived.",
};

export const lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh";

/** The text in the page's language; {name} is filled from `values`. */
export function t(chinese, values = {}) {
  const text = lang === "en" ? (ENGLISH[chinese] ?? chinese) : chinese;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Why something did not work, in the page's language. */
export function reason(error) {
  return error.message === "offline" ? t("没有连上，稍等再试。") : t(error.message);
}

/** Translates what index.html holds: [data-t] is the text, [data-t-label] the aria-label. */
export function translate(root) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}
