package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.http.Printed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client's end of a talk over streams. One question at a time. */
final class Talk implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream questions;
    private final BufferedReader answers;
    private final Thread server;
    private int asked;

    private Talk(OutputStream questions, BufferedReader answers, Thread server) {
        this.questions = questions;
        this.answers = answers;
        this.server = server;
    }

    static Talk with(JobGrid grid) throws IOException {
        return with(grid, Caller.owner(WorkspaceId.DEFAULT));
    }

    static Talk with(JobGrid grid, Caller caller) throws IOException {
        McpAdapter adapter = McpAdapter.builder(grid).links(new TestLinks()).build();
        PipedInputStream in = new PipedInputStream(1 << 16);
        PipedInputStream answers = new PipedInputStream(1 << 16);
        PipedOutputStream out = new PipedOutputStream(answers);
        Thread server = new Thread(() -> {
            try (out) {
                adapter.serve(in, out, caller, URI.create("http://files.test"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        PipedOutputStream questions = new PipedOutputStream(in);
        server.start();
        return new Talk(questions, new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8)), server);
    }

    void say(String line) {
        try {
            questions.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            questions.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message; absent (null) once the server has ended. */
    JsonNode hear() {
        try {
            String line = answers.readLine();
            return line == null ? JSON.nullNode() : JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a request, result or error. */
    JsonNode ask(String method, String params) {
        int id = ++asked;
        say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + oneLine(params) + "}");
        JsonNode answer = hear();
        while (answer.has("method")) {
            answer = hear();
        }
        assertThat(answer.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(answer.path("id").asInt()).isEqualTo(id);
        return answer;
    }

    private static String oneLine(String json) {
        try {
            return JSON.readTree(json).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode call(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .path("result");
    }

    /** What a tool answers. */
    ObjectNode data(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        return (ObjectNode) result.at("/structuredContent/data");
    }

    /** How a tool refuses. */
    String refusal(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        Printed.keep(result.toString());
        return result.at("/content/0/text").asText();
    }

    /** Ends the input, and waits for the server's end. */
    @Override
    public void close() throws IOException {
        questions.close();
        try {
            server.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(server.isAlive()).isFalse();
    }
}
