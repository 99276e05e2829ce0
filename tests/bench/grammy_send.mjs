// A peer for bench_send: grammY's plain loop, thirty at a time; prints seconds and CPU seconds.
import { createRequire } from "node:module";

const { Api } = createRequire(process.env.BENCH_MODULES + "/")("grammy");
const api = new Api(process.env.BENCH_TOKEN, { apiRoot: process.env.BENCH_BASE_URL });
const number = Number(process.argv[2]);
const began = performance.now();
const before = process.cpuUsage();
for (let start = 0; start < number; start += 30) {
  const together = [];
  for (let one = start; one < Math.min(start + 30, number); one++) together.push(api.sendMessage(3_000_000 + one, "开会"));
  await Promise.all(together);
}
const used = process.cpuUsage(before);
console.log((performance.now() - began) / 1000, (used.user + used.system) / 1e6);
process.exit(0);
