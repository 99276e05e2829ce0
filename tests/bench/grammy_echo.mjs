// A peer for bench_flow: the smallest grammY echo bot, as its documentation writes it.
import { createRequire } from "node:module";

const { Bot } = createRequire(process.env.BENCH_MODULES + "/")("grammy");
const bot = new Bot(process.env.BENCH_TOKEN, { client: { apiRoot: process.env.BENCH_BASE_URL } });
bot.on("message:text", (ctx) => ctx.reply(ctx.message.text));
bot.start();
