package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.sim.RunScript;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;

/** Whatever comes in, each request is answered once, and nothing but messages goes out. */
class AnyMessageTest {
    private static final int MESSAGES = 10_000;
    private static final int POSTS = 2_000;

    private final RandomMessages messages = new RandomMessages(TestSeed.get());

    @RegisterExtension
    final TestWatcher seed = new TestWatcher() {
        @Override
        public void testFailed(ExtensionContext test, Throwable cause) {
            System.out.println(TestSeed.repeat(AnyMessageTest.class));
        }
    };

    @Test
    void everyRequestIsAnsweredOnceAndNothingElseIsSaid() throws Exception {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        Map<String, Integer> asked = new HashMap<>();
        int malformed = 0;
        for (int i = 0; i < MESSAGES; i++) {
            RandomMessages.Drawn drawn = messages.next(i);
            in.writeBytes(drawn.bytes());
            in.write('\n');
            drawn.id().ifPresent(id -> asked.merge(id.toString(), 1, Integer::sum));
            malformed += drawn.isMalformed() ? 1 : 0;
        }
        String last = "{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"ping\"}";
        in.writeBytes(last.getBytes(StandardCharsets.UTF_8));
        asked.put("\"last\"", 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GridFixture fixture = GridFixture.open()) {
            McpAdapter.builder(fixture.grid())
                    .links(new TestLinks())
                    .build()
                    .serve(
                            new ByteArrayInputStream(in.toByteArray()),
                            out,
                            Caller.owner(WorkspaceId.DEFAULT),
                            URI.create("http://files.test"));
        }
        Map<String, Integer> answered = new HashMap<>();
        int nameless = 0;
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            JsonNode message = Talk.JSON.readTree(line);
            if (isProgress(message)) {
                continue;
            }
            assertIsAnswer(message);
            if (message.path("id").isNull()) {
                nameless++;
            } else {
                answered.merge(message.path("id").toString(), 1, Integer::sum);
            }
        }
        assertThat(answered).isEqualTo(asked);
        assertThat(nameless).isEqualTo(malformed);
    }

    @Test
    void everyPostIsAnsweredByItself() throws Exception {
        checkPosts(POSTS);
    }

    @Test
    @Tag("nightly")
    void everyOneOfManyPostsIsAnsweredByItself() throws Exception {
        checkPosts(MESSAGES);
    }

    private void checkPosts(int posts) throws Exception {
        try (McpServer server = McpServer.start(RunScript.prints("hi"), UnaryOperator.identity())) {
            String key = server.key(Scope.values());
            for (int i = 0; i < posts; i++) {
                RandomMessages.Drawn drawn = messages.next(i);
                HttpResponse<String> answer =
                        server.send(server.post(key, "").POST(BodyPublishers.ofByteArray(drawn.bytes())));
                if (drawn.isMalformed()) {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                    assertThat(answered(answer)).singleElement().satisfies(message -> {
                        assertIsAnswer(message);
                        assertThat(message.path("id").isNull()).isTrue();
                    });
                } else if (drawn.id().isPresent()) {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answered(answer)).singleElement().satisfies(message -> {
                        assertIsAnswer(message);
                        assertThat(message.path("id")).isEqualTo(drawn.id().get());
                    });
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                    assertThat(answer.body()).isEmpty();
                }
            }
        }
    }

    /** The messages of an answer but for those on progress: the body, or the events of a stream. */
    private static List<JsonNode> answered(HttpResponse<String> answer) {
        boolean isStream = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        return (isStream
                        ? answer.body().lines().filter(line -> line.startsWith("data: "))
                        : answer.body().lines())
                .map(line -> json(isStream ? line.substring("data: ".length()) : line))
                .filter(message -> !isProgress(message))
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return Talk.JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static boolean isProgress(JsonNode message) {
        return message.path("method").asText().equals("notifications/progress");
    }

    private static void assertIsAnswer(JsonNode message) {
        String text = message.toString();
        assertThat(message.path("jsonrpc").asText()).as(text).isEqualTo("2.0");
        assertThat(message.has("result") ^ message.has("error")).as(text).isTrue();
        assertThat(message.at("/error/code").asInt()).as(text).isNotEqualTo(-32603);
        assertThat(text).doesNotContain("INTERNAL_ERROR");
    }
}
