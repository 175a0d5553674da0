const API_URL = (process.env.JUNGLE_GRID_API ?? "https://api.junglegrid.dev").replace(/\/+$/, "");
const API_KEY = process.env.JUNGLE_GRID_API_KEY;
async function jungle<T>(path: string, init: RequestInit = {}): Promise<T> {
const res = await fetch(API_URL + path, {
...init,
headers: {
Authorization: "Bearer " + API_KEY,
"Content-Type": "application/json",
Accept: "application/json",
...init.headers,
},
});
const data = await res.json();
if (!res.ok) throw new Error(data?.error?.message ?? data?.message ?? "Jungle Grid request failed");
return data as T;
}
const payload = {
name: "ts-quickstart",
image: "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime",
workload_type: "batch",
model_size_gb: 1,
command: ["python", "-c", "from pathlib import Path; Path('/workspace/artifacts/transcript.txt').write_text('done')"],
expected_artifacts: ["/workspace/artifacts/transcript.txt"],
};
const estimate = await jungle("/v1/jobs/estimate", { method: "POST", body: JSON.stringify(payload) });
const submitted = await jungle<{ job_id: string; status: string }>("/v1/jobs", { method: "POST", body: JSON.stringify(payload) });
const status = await jungle("/v1/jobs/" + submitted.job_id);
const events = await jungle("/v1/jobs/" + submitted.job_id + "/events");
const logs = await jungle("/v1/jobs/" + submitted.job_id + "/logs?tail=100");
const artifacts = await jungle("/v1/jobs/" + submitted.job_id + "/artifacts");
