// What the page says, in both languages; and which of them is spoken.

const WORDS = {
  en: {
    title: "Feedback Assistant",
    chat: "Chat",
    inbox: "Inbox",
    tickets: "Tickets",
    themes: "Themes",
    pages: "Pages",
    signIn: "Sign in",
    signOut: "Sign out",
    noAccounts: "There are no accounts yet, so nothing can be decided. Whoever runs this service makes the first one with “feedback people add”.",
    unreachable: "The service did not answer. Check that it is running, and try again.",
    skip: "Go to the question box",
    fresh: "New conversation",
    other: "中文",
    welcome: "Ask your feedback",
    promise: "Every number comes from a query you can look at. Nothing leaves this machine unless you set a model or a destination elsewhere.",
    noData: "There is no feedback yet. Import a file with “feedback import FILE”.",
    label: "Your question",
    placeholder: "Ask in English or Chinese…",
    send: "Ask",
    stop: "Stop",
    you: "You asked",
    reading: "Reading the question",
    looking: "Looking it up",
    finding: "Looking at the themes (finding them the first time takes up to a minute)",
    wording: "Wording the answer",
    stopped: "Stopped.",
    broken: "The connection was lost before the answer was complete. Ask again.",
    counted: "How was this counted",
    query: "Query",
    sql: "SQL",
    none: "No SQL",
    covers: (covered, missing) => `Speaks for ${covered} records; ${missing} could not be counted.`,
    searched: (covered, all) => `${covered} of ${all} texts could be found by meaning, all of them by words.`,
    rows: (shown, all) => `${shown} of ${all} rows`,
    quoted: "Records quoted",
    seconds: (seconds, model) => `${seconds} s · ${model}`,
    gate: (claims, struck, removed) =>
      `Claims checked: ${claims}` + (struck || removed ? `; struck through: ${struck}; taken out: ${removed}` : ""),
    records: (records) => `${records} records`,
    indexing: (share) => `${share}% indexed so far`,
    proposal_send_reply: (id, title) => `Proposal ${id}: reply to ${title}`,
    proposal_open_ticket: (id, title) => `Proposal ${id}: ticket “${title}”`,
    review: "review",
  },
  zh: {
    title: "反馈助手",
    chat: "问答",
    inbox: "收件箱",
    tickets: "工单",
    themes: "主题",
    pages: "页面",
    signIn: "登录",
    signOut: "退出",
    noAccounts: "还没有账号，所以还不能审核。请由运行本服务的人用 feedback people add 建立第一个。",
    unreachable: "服务没有回应。请确认它还在运行，然后再试。",
    skip: "跳到提问框",
    fresh: "新的对话",
    other: "English",
    welcome: "向你的反馈提问",
    promise: "每个数字都来自一条你可以查看的查询。除非你另设了外部模型或发送目的地，否则数据不会离开这台机器。",
    noData: "还没有反馈。请用 feedback import FILE 导入文件。",
    label: "你的问题",
    placeholder: "用中文或英文提问…",
    send: "提问",
    stop: "停止",
    you: "你问",
    reading: "正在理解问题",
    looking: "正在查数据",
    finding: "正在查看主题（首次归纳需要一分钟左右）",
    wording: "正在组织回答",
    stopped: "已停止。",
    broken: "回答还没完成，连接就断了。请再问一次。",
    counted: "这是怎么算的",
    query: "查询",
    sql: "SQL",
    none: "没有 SQL",
    covers: (covered, missing) => `统计了 ${covered} 条记录，另有 ${missing} 条无法统计。`,
    searched: (covered, all) => `${all} 条文本都按词语搜索，其中 ${covered} 条也按语义搜索。`,
    rows: (shown, all) => `共 ${all} 行，显示 ${shown} 行`,
    quoted: "引用的记录",
    seconds: (seconds, model) => `${seconds} 秒 · ${model}`,
    gate: (claims, struck, removed) =>
      `已核对 ${claims} 处断言` + (struck || removed ? `；划掉 ${struck} 处，移除 ${removed} 处` : ""),
    records: (records) => `${records} 条记录`,
    indexing: (share) => `已索引 ${share}%`,
    proposal_send_reply: (id, title) => `提议 ${id}：回复 ${title}`,
    proposal_open_ticket: (id, title) => `提议 ${id}：工单“${title}”`,
    review: "去审核",
  },
};

const KEPT = "feedback-language";

// Each page teaches the words that only it uses.
export function teach(words) {
  for (const each of Object.keys(WORDS)) Object.assign(WORDS[each], words[each]);
}

let spoken = localStorage.getItem(KEPT) ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export const language = () => spoken;

export function say(key, ...details) {
  const words = WORDS[spoken][key];
  return typeof words === "function" ? words(...details) : words;
}

export function switchLanguage() {
  spoken = spoken === "zh" ? "en" : "zh";
  localStorage.setItem(KEPT, spoken);
}

export const formatNumber = (value) => new Intl.NumberFormat(spoken, { maximumFractionDigits: 4 }).format(value);

// What can be said, by language: both say the same things, which a test holds them to.
export const known = () => Object.fromEntries(Object.entries(WORDS).map(([each, words]) => [each, Object.keys(words).sort()]));
