// pg-boss, which keeps a job that has run. A worker that takes one job waits half a second for the next, so each takes a batch, whose
// jobs end together: of 1 × 64, 4 × 16, 4 × 64, 16 × 4 and 16 × 64 the fastest.
import {PgBoss} from 'pg-boss';

const QUEUE = 'nothing';
const BATCHES = {localConcurrency: 4, batchSize: 64, burstWhenBatchFull: true};

export async function open(url) {
    const boss = new PgBoss({connectionString: url, max: 20});
    boss.on('error', error => console.error(error));
    await boss.start();
    await boss.createQueue(QUEUE);
    return {
        left: "SELECT FROM pgboss.job WHERE name = 'nothing' AND state < 'completed'",

        submit: texts => boss.insert(QUEUE, texts.map(text => ({data: {text}}))),

        start(workers, begun, over) {
            return boss.work(QUEUE, BATCHES, async jobs => {
                jobs.forEach(job => begun(job.data.text));
                over(jobs.length);
            });
        },

        close: () => boss.stop({graceful: false}),
    };
}
