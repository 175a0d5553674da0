// Adds an API key to what passes through, for clients that cannot; prints its port.
//
//   node key-proxy.mjs URL KEY
import http from 'node:http';

const [url, key] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const proxy = http.createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${key}` };
    const passed = http.request({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
    });
    request.pipe(passed);
});
proxy.listen(0, '127.0.0.1', () => console.log(proxy.address().port));
