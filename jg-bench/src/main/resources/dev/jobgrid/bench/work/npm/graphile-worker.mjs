// graphile-worker, as it comes or with "batches" of jobs taken and ended together; "kept" has each task insert a row for its job, since
// it deletes a job that has run.
import {Logger, makeWorkerUtils, run} from 'graphile-worker';

const logger = new Logger(() => () => {});
const BATCHES = {localQueue: {size: 500}, completeJobBatchDelay: 0, failJobBatchDelay: 0}; // as in its figures
const KEEP = {
    name: 'keep',
    text: 'INSERT INTO finished (job_id, payload) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};

export async function open(url, options) {
    const utils = await makeWorkerUtils({connectionString: url, logger});
    await utils.migrate();
    await utils.withPgClient(client => client.query(
        'CREATE TABLE finished (job_id bigint PRIMARY KEY, payload json, ended_at timestamptz NOT NULL DEFAULT now())'));
    let runner;
    return {
        left: 'SELECT FROM graphile_worker._private_jobs',

        submit: texts => utils.addJobs(texts.map(text => ({identifier: 'nothing', payload: {text}}))),

        async start(workers, begun, over) {
            const nothing = async ({text}, {job, query}) => {
                begun(text);
                if (options.includes('kept')) {
                    await query({...KEEP, values: [job.id, job.payload]});
                }
                over(1);
            };
            runner = await run({
                connectionString: url,
                concurrency: workers,
                maxPoolSize: 20,
                logger,
                noHandleSignals: true,
                taskList: {nothing},
                preset: {worker: options.includes('batches') ? BATCHES : {}},
            });
        },

        async close() {
            await runner?.stop();
            await utils.release();
        },
    };
}
