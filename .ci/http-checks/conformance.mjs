// Generative conformance of a running server: Specmatic makes requests from the OpenAPI document, valid ones and ones that
// break it, and looks at the answers; then the valid ones through Prism, which checks every answer against the document and
// would refuse the broken ones itself.
//
// Usage: node conformance.mjs READY-FILE JAVA, of a server as ./conformance starts it
//
// What no generator can know is filled in first: ids of things that exist, an image, a GPU that the server has. Every failure
// has to be one of conformance-explained.json; what that file names and did not happen is no failure.
// CONFORMANCE_KEEP=1 keeps all requests and answers.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';

const here = dirname(fileURLToPath(import.meta.url));
const [readyFile, java] = process.argv.slice(2);
const { url, api_key: key } = JSON.parse(readFileSync(readyFile, 'utf8'));
const explained = JSON.parse(readFileSync(join(here, 'conformance-explained.json'), 'utf8'));
const shipped = readFileSync(join(here, '../../jg-http-adapter/src/main/resources/dev/jobgrid/http/openapi.json'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const content = 'hello';
// How long one answer may take: no more than that a server which gives none is noticed.
const patience = 120_000;
// Where there is setpriv, what is started here ends with this process, however that ends.
const bound = ['setpriv', '--pdeathsig', 'KILL'];
const before = spawnSync(bound[0], [...bound.slice(1), 'true']).status === 0 ? bound : [];

function start(command, options) {
  const [program, ...args] = [...before, ...command];
  return spawn(program, args, options);
}

async function call(method, path, body) {
  const answer = await fetch(path.startsWith('http') ? path : url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('Content-Type') === 'application/json' ? answer.json() : undefined;
}

/** What a run refers to: a job that has ended and left a file, two that go on, uploaded files, a cursor. */
async function seed() {
  const job = await submit('echo hello; echo done > /workspace/artifacts/a.txt');
  for (let tries = 0; (await call('GET', `/v1/jobs/${job}`)).status !== 'completed'; tries++) {
    if (tries > 1500) throw new Error('the first job did not complete');
    await pause();
  }
  // Before what goes on takes the places.
  const draft = { name: 'seed', image: 'acme/app:1-gpu', workload_type: 'batch', command: ['true'], hold_seconds: 900, wait_seconds: 30 };
  const { launch_plan_id: plan } = await call('POST', '/v1/launch-plans', draft);
  const running = [await submit('sleep 600'), await submit('sleep 600')];
  const { artifacts } = await call('GET', `/v1/jobs/${job}/artifacts`);
  const input = await upload('input');
  const script = await upload('script');
  const { next_cursor: cursor } = await call('GET', '/v1/jobs?limit=1');
  return {
    plan, job, running, cursor, artifact: artifacts[0].artifact_id, input: input.input_id, token: input.token, script: script.input_id,
  };
}

async function submit(command) {
  const draft = { name: 'seed', image: 'acme/app:1-gpu', workload_type: 'batch', command: ['sh', '-c', command] };
  return (await call('POST', '/v1/jobs', draft)).job_id;
}

async function upload(kind) {
  const { upload: slot } = await call('POST', '/v1/job-inputs', { filename: `${kind}.txt`, kind });
  const put = await fetch(slot.upload_url, { method: 'PUT', body: content });
  if (!put.ok) throw new Error(`the upload got ${put.status}`);
  await call('POST', slot.complete_url, { token: slot.token });
  return slot;
}

function pause() {
  return new Promise((done) => setTimeout(done, 200));
}

/** A schema of a request without what Specmatic does not know: nulls beside other types, and items by their position. */
function plain(schema) {
  if (Array.isArray(schema.type)) [schema.type] = schema.type.filter((type) => type !== 'null');
  if (schema.enum) schema.enum = schema.enum.filter((value) => value !== null);
  delete schema.prefixItems;
  if (schema.oneOf) {
    schema.oneOf = schema.oneOf.filter(({ type }) => type !== 'null');
    if (schema.oneOf.length === 1) {
      const [only] = schema.oneOf;
      delete schema.oneOf;
      Object.assign(schema, only);
    }
  }
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.oneOf ?? []), schema.items, schema.additionalProperties];
  for (const part of parts) if (part && typeof part === 'object') plain(part);
}

/** The document, narrowed to what this server has. */
function narrowed(document, known) {
  const { parameters, schemas } = document.components;
  for (const name of ['JobDraft', 'RoutingConstraints', 'UploadRequest', 'UploadCompletion', 'CancelRequest', 'RerunRequest']) plain(schemas[name]);
  // Specmatic makes names of the very characters that the shipped pattern rules out by their codes.
  schemas.UploadRequest.properties.filename.pattern = '^[A-Za-z0-9_-]{1,40}\\.txt$';
  // Its alternatives are which fields are required; one of them is left below.
  for (const name of ['SubmitDraft', 'SubmitRequest', 'EstimateRequest']) schemas[name] = { $ref: '#/components/schemas/JobDraft' };
  const only = (...values) => (schema) => ({ ...schema, enum: values });
  const upTo = (most) => (schema) => ({ ...schema, minimum: 1, maximum: most, exclusiveMinimum: undefined });
  const given = (value) => ({ type: 'string', enum: [value] });
  parameters.JobId.schema = given(known.job);
  parameters.LaunchPlanId.schema = given(known.plan);
  parameters.ArtifactId.schema = given(known.artifact);
  parameters.InputId.schema = given(known.input);
  parameters.Slug.schema = given('seed');
  parameters.ListCursor.schema = given(known.cursor);
  parameters.CauseFilter.schema = given('timed_out');
  // Each has the form of a filter that stays; Specmatic tries all filters with each other.
  const alike = ['Until', 'Image', 'Gpu', 'Node', 'Template', 'Submitter'].map((name) => `#/components/parameters/${name}Filter`);
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    operation.parameters = operation.parameters?.filter((each) => !alike.includes(each.$ref));
  }
  // A key of one letter would soon be used for a second draft.
  parameters.IdempotencyKey.schema.minLength = 20;
  ['/v1/jobs/{job_id}/cancel', '/v1/mcp/jobs/{job_id}/cancel'].forEach((path, i) => {
    const { post } = document.paths[path];
    const jobId = { ...parameters.JobId, schema: given(known.running[i]) };
    post.parameters = post.parameters.map((each) => (each.$ref?.endsWith('/JobId') ? jobId : each));
  });
  const hook = only('https://example.com/hook');
  const fields = {
    image: only('acme/app:1-gpu'), input_id: only(known.input), callback_url: hook, webhook_url: hook, gpu_type: only('NVIDIA L4'), gpu_vendor: only('nvidia'), gpu_count: only(1),
    gpu: (schema) => ({ ...schema, oneOf: [{ type: 'boolean' }, { type: 'integer', enum: [1] }, given('NVIDIA L4')] }),
    gpu_class: only('datacenter'), preferred_gpu_family: only('Ada'),
    disk_gb: upTo(4), model_size_gb: upTo(4), batch_size: upTo(8),
    max_price_per_hour: (schema) => ({ ...schema, minimum: 50, maximum: 99, exclusiveMinimum: undefined }),
  };
  for (const name of ['JobDraft', 'RoutingConstraints', 'FileReference']) narrow(schemas[name], fields);
  narrow(schemas.UploadCompletion, {
    token: only(known.token), filename: only('input.txt'), size_bytes: only(content.length),
    etag: only(createHash('sha256').update(content).digest('hex')),
  });
  schemas.JobDraft.properties.callback.properties.url = hook(schemas.JobDraft.properties.callback.properties.url);
  schemas.FileReference = schemas.FileReference.oneOf[0];
  schemas.JobDraft.properties.script_files.items = {
    type: 'object', required: ['input_id'], properties: { input_id: given(known.script) },
  };
  schemas.JobDraft.properties.input_files.maxItems = 1;
  schemas.JobDraft.properties.mounts = { type: 'array', items: given('seed'), maxItems: 1 };
  const draft = { ...schemas.JobDraft };
  schemas.Template.properties.draft = draft;
  schemas.JobDraft.required = ['name', 'image', 'workload_type'];
  // What needs another field beside it, or may be used once: the document cannot say so.
  for (const absent of ['script_file', 'template', 'template_slug', 'avoid_gpu_families', 'args', 'id', 'region_preference', 'region_mode',
    'callback_auth_token', 'callback_metadata']) delete schemas.JobDraft.properties[absent];
  // Places are few: none is held for long, or waited for.
  const brief = (value) => ({ type: 'integer', enum: [value] });
  schemas.PlanRequest = {
    ...schemas.JobDraft, properties: { ...schemas.JobDraft.properties, hold_seconds: brief(10), wait_seconds: brief(0) },
  };
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

/** Passes requests on to a server and keeps what was asked and answered. */
async function recorder(target) {
  const exchanges = [];
  const server = createServer(async (request, response) => {
    try {
      const asked = shortened(request.url, await bytes(request));
      const headers = { ...request.headers, 'accept-encoding': 'identity' };
      for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']) delete headers[name];
      const answer = await fetch(target + request.url, {
        method: request.method, headers, body: asked.length > 0 ? asked : undefined, signal: AbortSignal.timeout(patience),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      const expected = headers['specmatic-response-code'];
      const { method, url: path } = request;
      if (expected) exchanges.push({ method, path, asked: `${asked}`, expected, status: answer.status, answer: `${body}` });
      const kept = [...answer.headers].filter(([name]) => !['content-length', 'transfer-encoding', 'connection'].includes(name));
      response.writeHead(answer.status, Object.fromEntries(kept)).end(body);
    } catch (e) {
      console.error(`${request.method} ${request.url} was not answered: ${e}`);
      response.destroy(e);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, exchanges, close: () => server.close() };
}

/** Specmatic does not know maxItems: what it makes is cut to the one file and mount that a draft of the narrowed document may name. */
function shortened(path, asked) {
  if (!/^\/v1\/((mcp\/)?jobs(\/batch|\/estimate)?|launch-plans)$/.test(path) || !/(_files|"mounts)"/.test(`${asked}`)) return asked;
  const body = JSON.parse(`${asked}`);
  for (const draft of Array.isArray(body.jobs) ? body.jobs : [body]) {
    for (const name of ['input_files', 'script_files', 'mounts']) {
      if (Array.isArray(draft?.[name])) draft[name].length = Math.min(draft[name].length, 1);
    }
  }
  return Buffer.from(JSON.stringify(body));
}

async function bytes(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** The failures of a run: {what, asked, answer}. */
async function run(base, document, name, isGenerative) {
  const kept = join(folder, name);
  mkdirSync(kept);
  const file = join(kept, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const recorded = await recorder(base);
  const command = [
    java, '-Xmx700m', '-jar', join(here, 'node_modules/specmatic/specmatic.jar'), 'test', `--testBaseURL=${recorded.url}`,
    `--junitReportDir=${kept}`, `--timeout-in-ms=${patience}`,
    "--filter=PATH!='/v1/blobs/*' && PATH!='/oauth/introspect'", file,
  ];
  const done = start(command, {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, bearer: key, SPECMATIC_GENERATIVE_TESTS: `${isGenerative}`, MAX_TEST_REQUEST_COMBINATIONS: '3' },
  });
  const [out, err] = (await Promise.all([bytes(done.stdout), bytes(done.stderr)])).map(String);
  recorded.close();
  writeFileSync(join(kept, 'exchanges.json'), JSON.stringify(recorded.exchanges, null, 1));
  const [, asked, successes] = (/Tests run: (\d+), Successes: (\d+)/.exec(out) ?? [0, 0, 0]).map(Number);
  if (asked < 20) throw new Error(`Specmatic ran no tests:\n${out.slice(-4000)}${err}`);
  const report = readFileSync(join(kept, 'TEST-junit-jupiter.xml'), 'utf8');
  const failures = [...otherStatus(recorded.exchanges, document), ...otherBody(report)];
  console.log(`${name}: ${asked} requests, ${successes} answered as in the document`);
  if (failures.length !== asked - successes) {
    throw new Error(`Specmatic tells of ${asked - successes} failures, and the answers of ${failures.length}`);
  }
  return failures;
}

/** Specmatic says in a header what it expects: the one status, or of a request that breaks the document any 4xx. */
function otherStatus(exchanges, document) {
  const paths = Object.keys(document.paths)
    .map((path) => ({ path, form: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }))
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  return exchanges
    .filter(({ expected, status }) => (expected.startsWith('4') ? status < 400 || status > 499 : `${status}` !== expected))
    .map(({ method, path, asked, expected, status, answer }) => {
      const operation = paths.find(({ form }) => form.test(path.replace(/\?.*/, '')))?.path ?? path;
      const what = `${expected.startsWith('4') ? 'broken' : 'valid'} ${method} ${operation} got ${status}`;
      return { what, asked: `${path} ${asked}`, body: asked, answer };
    });
}

function otherBody(report) {
  return [...report.matchAll(/<failure message="([^"]*)"/g)]
    .map(([, message]) => message.replaceAll('&#10;', '\n').replaceAll('&gt;', '>').replaceAll('&quot;', '"'))
    .filter((message) => !/(contained status|but received) \d+/.test(message))
    .map((message) => {
      const [, method, path] = /API: (\S+) (\S+)/.exec(message) ?? [, 'unknown', ''];
      return { what: `valid ${method} ${path.replace(/\(([a-z_]+):[a-z]+\)/g, '{$1}')} got another body`, asked: '', answer: message };
    });
}

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(shipped), 'shipped');

/** Whether a request that the narrowed document forbids, and that was taken, is one that the document as shipped allows. */
function isAllowed({ what, body }) {
  const [, method, path] = /^broken (\S+) (\S+) got 2/.exec(what) ?? [];
  if (!method || !body) return false;
  const at = `#/paths/${path.replaceAll('/', '~1').replace(/[{}]/g, encodeURIComponent)}/${method.toLowerCase()}`;
  return ajv.validate({ $ref: `shipped${at}/requestBody/content/application~1json/schema` }, JSON.parse(body));
}

/** Tells of the failures, and how many kinds of them are not explained. */
function judge(failures) {
  const kinds = new Map();
  for (const failure of failures) {
    const known = explained.find(({ what, asked = '', answer = '' }) => new RegExp(`^${what}$`).test(failure.what)
      && new RegExp(asked).test(failure.asked) && new RegExp(answer).test(failure.answer));
    const name = isAllowed(failure) ? `broken for this server alone, which need not refuse it: ${failure.what}` : known ? `explained: ${failure.what}: ${known.why}` : `NOT EXPLAINED: ${failure.what}: ${reason(failure)}`;
    kinds.set(name, [...(kinds.get(name) ?? []), failure]);
  }
  let unexplained = 0;
  for (const [name, cases] of [...kinds].sort()) {
    console.log(`  ${cases.length} × ${name}`);
    if (!name.startsWith('NOT')) continue;
    unexplained++;
    console.log(`${cases[0].asked}\n${cases[0].answer}`.slice(0, 6000).replace(/^/gm, '      '));
  }
  return unexplained;
}

/** What the server, or Prism, said against a request. */
function reason({ answer }) {
  try {
    const { error, validation } = JSON.parse(answer);
    return error?.message ?? validation?.map(({ location, message }) => `${location.join('.')}: ${message}`).join('; ') ?? 'taken';
  } catch {
    return answer.slice(0, 300);
  }
}

async function throughPrism(document) {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const prism = start([
    process.execPath, join(here, 'node_modules/@stoplight/prism-cli/dist/index.js'), 'proxy', file, url, '--errors', '--port', '0',
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return await run(await listening(prism), document, 'through Prism', false);
  } finally {
    prism.kill();
  }
}

/** Where it listens, as it prints it once it does; what it prints later is not kept. */
async function listening(prism) {
  let printed = '';
  return new Promise((done, failed) => {
    prism.once('error', failed);
    prism.once('exit', () => failed(new Error(`Prism ended: ${printed}`)));
    prism.stdout.on('data', (more) => {
      printed = (printed + more).slice(-10_000);
      const [, base] = /listening on (http:\S+)/.exec(printed) ?? [];
      if (base) done(base);
    });
  });
}

async function document() {
  return narrowed(JSON.parse(shipped), await seed());
}

try {
  const unexplained = judge(await run(url, await document(), 'plain', true)) + judge(await throughPrism(await document()));
  if (unexplained > 0) {
    console.error(`${unexplained} kinds of failures are not explained in .ci/http-checks/conformance-explained.json`);
    process.exitCode = 1;
  }
} finally {
  if (!process.env.CONFORMANCE_KEEP) rmSync(folder, { recursive: true, force: true });
  else console.log(`kept in ${folder}`);
}
