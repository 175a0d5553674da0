// Takes a job through every tool with the official TypeScript client, and says so in one line of JSON.
//
//   node whole-job.mjs http URL KEY
//   node whole-job.mjs stdio COMMAND ARGUMENT...
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [mode, target, ...rest] = process.argv.slice(2);
const transport =
    mode === 'http'
        ? new StreamableHTTPClientTransport(new URL(target), {
              requestInit: { headers: { Authorization: `Bearer ${rest[0]}` } },
          })
        : new StdioClientTransport({ command: target, args: rest, env: process.env, stderr: 'inherit' });
const client = new Client({ name: 'whole-job', version: '1' });
const called = new Set();
// A machine may be slow; a server that hangs is told all the same.
const patient = { timeout: 240_000 };

async function call(name, args, options) {
    called.add(name);
    // The client checks the answer against the tool's output schema.
    const result = await client.callTool({ name, arguments: args }, undefined, { ...patient, ...options });
    assert.equal(result.isError ?? false, false, `${name}: ${result.content[0].text}`);
    assert.match(result.content[0].text, /^[^\n]+$/, 'the first text is a summary of one line');
    assert.deepEqual(JSON.parse(result.content[1].text), result.structuredContent);
    return result.structuredContent.data;
}

async function refused(name, args, pattern) {
    const result = await client.callTool({ name, arguments: args }, undefined, patient);
    assert.equal(result.isError, true);
    assert.match(result.content[0].text, pattern);
}

async function upload(filename, kind, text) {
    const { upload } = await call('upload_job_input', { filename, content_type: 'text/plain', kind });
    const put = await fetch(upload.upload_url, { method: upload.method, headers: upload.headers, body: text });
    assert.equal(put.status, 200);
    const completed = await fetch(upload.signed_complete_url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: upload.token, size_bytes: text.length }),
    });
    assert.equal(completed.status, 200, await completed.clone().text());
    assert.equal((await completed.json()).ready, true);
    return upload.input_id;
}

function draft(script, more = {}) {
    return {
        workload: 'batch',
        image: 'nvidia/cuda:12.4.1-base-ubuntu22.04',
        model_size: 1,
        command: ['sh', '-c', script],
        routing_mode: 'cost',
        notes: 'run by a test',
        ...more,
    };
}

await client.connect(transport, patient);
await client.ping(patient);
const tools = (await client.listTools(undefined, patient)).tools.map((tool) => tool.name);

const input = await upload('words.txt', 'input', 'some words');
const script = await upload('shout.sh', 'script', 'tr a-z A-Z\n');
const inputs = (await call('list_job_inputs', {})).inputs;
assert.deepEqual(inputs.map((i) => i.ready), [true, true]);

const job = draft(
    'echo "$GREETING"; sh /workspace/scripts/shout.sh < /workspace/inputs/words.txt > /workspace/artifacts/shout.txt; sleep 0.4',
    {
        env: { GREETING: 'good day', PASSWORD: 's3cret-of-an-agent' },
        input_files: [input],
        script_files: [{ input_id: script }],
        expected_artifacts: ['shout.txt'],
        metadata: { client_request_id: 'whole-job' },
    },
);
assert.equal((await call('estimate_job', job)).available, true);
const { job_id: jobId, id } = await call('submit_job', job);
assert.equal(id, jobId);
const progress = [];
const done = await call('get_job', { jobId, wait_seconds: 50 }, { onprogress: (note) => progress.push(note.message) });
assert.equal(done.status, 'completed', JSON.stringify(done));
assert.deepEqual(done.metadata, { client_request_id: 'whole-job', notes: 'run by a test' });
assert.ok(progress.length > 0, 'progress was told');
const events = (await call('get_job_events', { jobId })).items;
assert.equal(events.at(-1).phase, 'terminal');
const logs = await call('get_job_logs', { jobId, limit: 5000 });
assert.deepEqual(logs.logs.map((line) => line.message), ['good day']);
assert.equal(logs.next_cursor, '1');
const { artifacts } = await call('list_artifacts', { jobId });
assert.deepEqual(artifacts.map((artifact) => artifact.artifact_name), ['shout.txt']);
const artifact = await call('get_artifact', { jobId, artifactId: artifacts[0].artifact_id });
assert.equal(await (await fetch(artifact.download_url)).text(), 'SOME WORDS');

const { job_id: slow } = await call('submit_job', draft('sleep 60'));
assert.equal((await call('cancel_job', { jobId: slow, reason: 'enough' })).cancelled, true);
assert.equal((await call('get_job', { jobId: slow })).status, 'cancelled');

const { job_id: bad } = await call('submit_job', draft('echo before; echo "ValueError: no such model" >&2; exit 3'));
assert.equal((await call('get_job', { jobId: bad, wait_seconds: 50 })).status, 'failed');
const highlight = (await call('get_job_logs', { jobId: bad })).failure_highlight;
assert.ok(highlight.lines.some((line) => line.message === 'ValueError: no such model'), JSON.stringify(highlight));

assert.equal((await call('list_jobs', { limit: 2 })).jobs.length, 2);
assert.equal((await call('list_jobs', { status: 'completed' })).jobs.length, 1);

await refused('get_job', { jobId: 'nobody' }, /^get_job failed: NOT_FOUND: /);
await refused('submit_job', { image: 'alpine' }, /^submit_job failed: INVALID_REQUEST: /);
await refused('cancel_job', { jobId }, /^cancel_job failed: CONFLICT: /);
await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), /-32602/);

assert.deepEqual([...called].sort(), [...tools].sort(), 'every tool was called');
await client.close();
console.log(JSON.stringify({ tools, progress }));
