// Generative conformance of a running server: Specmatic makes requests from the OpenAPI document, valid ones and ones that
// break it, and looks at the answers; then the valid ones through Prism, which checks every answer against the document and
// would refuse the broken ones itself.
//
// Usage: node conformance.mjs READY-FILE JAVA
//
// What no generator can know is filled in first: ids of things that exist, an image, a GPU that the server has. Every failure
// has to be one of conformance-explained.json; what that file names and did not happen is told, and is no failure.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [readyFile, java] = process.argv.slice(2);
const { url, api_key: key } = JSON.parse(readFileSync(readyFile, 'utf8'));
const explained = JSON.parse(readFileSync(join(here, 'conformance-explained.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));

async function call(method, path, body) {
  const answer = await fetch(path.startsWith('http') ? path : url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('Content-Type') === 'application/json' ? answer.json() : undefined;
}

/** A job that has ended and left a file, and an uploaded input. */
async function seed() {
  const { job_id: job } = await call('POST', '/v1/jobs', {
    name: 'seed', image: 'acme/app:1-gpu', workload_type: 'batch',
    command: ['sh', '-c', 'echo hello; echo done > /workspace/artifacts/a.txt'],
  });
  for (let tries = 0; (await call('GET', `/v1/jobs/${job}`)).status !== 'completed'; tries++) {
    if (tries > 150) throw new Error('the first job did not complete');
    await new Promise((done) => setTimeout(done, 200));
  }
  const { artifacts } = await call('GET', `/v1/jobs/${job}/artifacts`);
  const input = await upload('input');
  const script = await upload('script');
  return { job, artifact: artifacts[0].artifact_id, input: input.input_id, token: input.token, script: script.input_id };
}

async function upload(kind) {
  const { upload: slot } = await call('POST', '/v1/job-inputs', { filename: `${kind}.txt`, kind });
  const put = await fetch(slot.upload_url, { method: 'PUT', body: 'hello' });
  if (!put.ok) throw new Error(`the upload got ${put.status}`);
  await call('POST', slot.complete_url, { token: slot.token });
  return slot;
}

/** The document, narrowed to what this server has. */
function narrowed(document, known) {
  const { parameters, schemas } = document.components;
  const only = (...values) => (schema) => ({ ...schema, enum: values });
  const upTo = (most) => (schema) => ({ ...schema, minimum: 1, maximum: most, exclusiveMinimum: undefined });
  parameters.JobId.schema = { type: 'string', enum: [known.job] };
  parameters.ArtifactId.schema = { type: 'string', enum: [known.artifact] };
  parameters.InputId.schema = { type: 'string', enum: [known.input] };
  const hook = only('https://example.com/hook');
  const fields = {
    image: only('acme/app:1-gpu'), input_id: only(known.input), token: only(known.token),
    callback_url: hook, webhook_url: hook, gpu_type: only('NVIDIA L4'), gpu_vendor: only('nvidia'), gpu_count: only(1),
    gpu_class: only('datacenter'), preferred_gpu_family: only('Ada'),
    disk_gb: upTo(4), model_size_gb: upTo(4), batch_size: upTo(8),
    max_price_per_hour: (schema) => ({ ...schema, minimum: 50, maximum: 99, exclusiveMinimum: undefined }),
  };
  for (const name of ['JobDraft', 'RoutingConstraints', 'UploadCompletion', 'FileReference']) narrow(schemas[name], fields);
  schemas.JobDraft.properties.callback.properties.url = hook(schemas.JobDraft.properties.callback.properties.url);
  schemas.FileReference = schemas.FileReference.oneOf[0];
  schemas.JobDraft.properties.script_files = {
    type: 'array', maxItems: 1,
    items: { type: 'object', required: ['input_id'], properties: { input_id: { type: 'string', enum: [known.script] } } },
  };
  schemas.JobDraft.properties.input_files.maxItems = 1;
  schemas.JobDraft.required = ['name', 'image', 'workload_type'];
  // What needs another field beside it, or may be used once: the document cannot say so.
  for (const absent of ['script_file', 'template', 'template_slug', 'avoid_gpu_families', 'args', 'id', 'region_preference',
    'region_mode', 'callback_auth_token', 'callback_metadata']) delete schemas.JobDraft.properties[absent];
  for (const absent of ['region_preference', 'region_mode', 'avoid_gpu_families']) {
    delete schemas.RoutingConstraints.properties[absent];
  }
  return document;
}

function narrow(schema, fields) {
  for (const form of schema.oneOf ?? []) narrow(form, fields);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (fields[name]) schema.properties[name] = fields[name](property);
    else narrow(property, fields);
  }
}

/** The scenarios of a run, each with what was wrong, if anything. */
function run(base, document, name, isGenerative) {
  const reports = join(folder, name);
  const done = spawnSync(java, [
    '-Xmx700m', '-jar', join(here, 'node_modules/specmatic/specmatic.jar'), 'test', `--testBaseURL=${base}`,
    `--junitReportDir=${reports}`, "--filter=PATH!='/v1/blobs/*' && PATH!='/oauth/introspect'", document,
  ], {
    cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30,
    env: { ...process.env, bearer: key, SPECMATIC_GENERATIVE_TESTS: `${isGenerative}`, MAX_TEST_REQUEST_COMBINATIONS: '3' },
  });
  const totals = /Tests run: (\d+), Successes: (\d+)/.exec(done.stdout ?? '');
  if (!totals || Number(totals[1]) < 20) throw new Error(`Specmatic ran no tests:\n${done.stdout?.slice(-4000)}${done.stderr}`);
  const failures = new Map();
  const report = readFileSync(join(reports, 'TEST-junit-jupiter.xml'), 'utf8');
  for (const [, scenario, body] of report.matchAll(/<testcase [^>]* name="([^"]*)"[^>]*>(.*?)<\/testcase>/gs)) {
    const failure = /<failure message="([^"]*)"/.exec(body);
    if (!failure) continue;
    // The display name is but a number; the message begins with the operation and what was expected of it.
    const [, method, path, expected] = /API: (\S+) (\S+) -&gt; ([^\s&]+)/.exec(failure[1]) ?? [, scenario, '', ''];
    const sign = expected.includes('4xx') ? 'broken' : 'valid';
    const operation = `${method} ${path.replace(/\(([a-z_]+):[a-z]+\)/g, '{$1}')}`;
    const got = /(?:contained status|but received) (\d+)/.exec(failure[1])?.[1] ?? 'another body';
    const name = `${sign} ${operation} got ${got}`;
    failures.set(name, [...(failures.get(name) ?? []), scenario + '\n' + failure[1]]);
  }
  console.log(`${name}: ${totals[1]} requests, ${totals[2]} as in the document`);
  return failures;
}

function judge(name, failures) {
  let unexplained = 0;
  for (const [what, cases] of [...failures].sort()) {
    const why = explained[what];
    console.log(`  ${why ? 'explained' : 'NOT EXPLAINED'}, ${cases.length} × ${what}${why ? `: ${why}` : ''}`);
    if (!why) {
      unexplained++;
      console.log(cases[0].replace(/^/gm, '      ').slice(0, 3000));
    }
  }
  return unexplained;
}

async function throughPrism(document) {
  const port = await new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const free = probe.address().port;
      probe.close(() => done(free));
    });
  });
  const prism = spawn(process.execPath, [
    join(here, 'node_modules/@stoplight/prism-cli/dist/index.js'), 'proxy', document, url, '--errors', '--port', `${port}`,
  ], { stdio: 'ignore' });
  try {
    const base = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries++) {
      const up = await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false);
      if (up) break;
      if (tries > 100) throw new Error('Prism does not answer');
      await new Promise((done) => setTimeout(done, 200));
    }
    return run(base, document, 'through Prism', false);
  } finally {
    prism.kill();
  }
}

try {
  const shipped = join(here, '../../jg-http-adapter/src/main/resources/dev/jobgrid/http/openapi.json');
  const document = join(folder, 'openapi.json');
  writeFileSync(document, JSON.stringify(narrowed(JSON.parse(readFileSync(shipped, 'utf8')), await seed())));
  const unexplained = judge('plain', run(url, document, 'plain', true)) + judge('prism', await throughPrism(document));
  if (unexplained > 0) {
    console.error(`${unexplained} kinds of failures are not explained in conformance-explained.json`);
    process.exitCode = 1;
  }
} finally {
  if (!process.env.CONFORMANCE_KEEP) rmSync(folder, { recursive: true, force: true });
  else console.log(folder);
}
