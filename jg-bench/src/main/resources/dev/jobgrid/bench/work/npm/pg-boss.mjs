// pg-boss, which keeps a job that has run. A worker that takes one job waits half a second for the next, so each takes a batch.
import {PgBoss} from 'pg-boss';

const QUEUE = 'nothing';

export async function open(url) {
    const boss = new PgBoss({connectionString: url, max: 20});
    boss.on('error', error => console.error(error));
    await boss.start();
    await boss.createQueue(QUEUE);
    return {
        left: "SELECT FROM pgboss.job WHERE name = 'nothing' AND state < 'completed'",

        submit: texts => boss.insert(QUEUE, texts.map(text => ({data: {text}}))),

        start(workers, begun, over) {
            return boss.work(
                QUEUE,
                {localConcurrency: workers, batchSize: Number(process.env.B ?? 64), burstWhenBatchFull: true},
                async jobs => {
                    jobs.forEach(job => begun(job.data.text));
                    over(jobs.length);
                });
        },

        close: () => boss.stop({graceful: false}),
    };
}
