// Runs no-op jobs by a queue: node drain.mjs "QUEUE, OPTION…" URL WORKERS. Each line that comes is a command, and is answered by a line:
// "submit COUNT TEXT", "start COUNT", which is answered with the nanoseconds from the first start to the last stored end, and "close".
import {createInterface} from 'node:readline';
import {setTimeout} from 'node:timers/promises';
import pg from 'pg';

const CHUNK = 1000;
const [name, url, workers] = process.argv.slice(2);
const [library, ...options] = name.split(', ');
const {open} = await import(`./${library}.mjs`);
const queue = await open(url, options);

async function submit(count, text) {
    for (let left = count; left > 0; left -= CHUNK) {
        await queue.submit(Array(Math.min(left, CHUNK)).fill(text));
    }
}

async function drain(count) {
    let first = 0n;
    let left = count;
    await new Promise((resolve, reject) => {
        const begun = text => {
            first ||= process.hrtime.bigint();
            if (!text.length) {
                throw new Error('a job without its text');
            }
        };
        const over = jobs => {
            left -= jobs;
            if (left === 0) {
                resolve();
            }
        };
        queue.start(Number(workers), begun, over).catch(reject);
    });
    await stored();
    return process.hrtime.bigint() - first;
}

/** Waits until the ends of all jobs are stored. */
async function stored() {
    const client = new pg.Client(url);
    await client.connect();
    while ((await client.query(`SELECT EXISTS (${queue.left}) AS any`)).rows[0].any) {
        await setTimeout(1);
    }
    await client.end();
}

console.log('open');
for await (const line of createInterface({input: process.stdin})) {
    const [command, count, text] = line.split(' ');
    if (command === 'submit') {
        await submit(Number(count), line.slice(`${command} ${count} `.length));
        console.log('submitted');
    } else if (command === 'start') {
        console.log(`${await drain(Number(count))}`);
    } else {
        await queue.close();
        break;
    }
}
process.exit(); // also when nobody is left to command
