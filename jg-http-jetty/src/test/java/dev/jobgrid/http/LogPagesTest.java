package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.sim.RunScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@SuppressWarnings("NullAway.Init") // the fields are set before the container runs
class LogPagesTest {
    private static final int LINES = 137;

    private static GridServer server;
    private static String key;
    private static String logs;

    @BeforeContainer
    static void start() throws Exception {
        String[] lines =
                IntStream.rangeClosed(1, LINES).mapToObj(i -> "line " + i).toArray(String[]::new);
        server = GridServer.start(request -> RunScript.prints(lines), builder -> builder);
        key = server.fullKey();
        logs = "/v1/jobs/" + server.finishedJob(key) + "/logs";
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    private static List<Integer> all(String stream, int limit) {
        List<Integer> ids = new ArrayList<>();
        String cursor = "0";
        for (int page = 0; page <= LINES + 1; page++) {
            JsonNode answer = server.get(logs + "?stream=" + stream + "&limit=" + limit + "&cursor=" + cursor, key)
                    .is(200)
                    .json();
            assertThat(answer.get("items").size()).isLessThanOrEqualTo(limit);
            answer.get("items").forEach(item -> ids.add(item.get("entry_id").asInt()));
            if (!answer.get("has_more").asBoolean()) {
                return ids;
            }
            assertThat(answer.get("next_cursor").isNumber()).isTrue();
            cursor = answer.get("next_cursor").asText();
        }
        throw new AssertionError("pages never end");
    }

    @Property(tries = 25, seed = "1")
    void pagesOfAnySizeGiveEveryLineOnce(@ForAll @IntRange(min = 1, max = 500) int limit) {
        assertThat(all("all", limit))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, LINES).boxed().toList());
    }

    @Property(tries = 10, seed = "1")
    void theTwoStreamsPagedApartGiveTheWhole(@ForAll @IntRange(min = 1, max = 90) int limit) {
        List<Integer> both = new ArrayList<>(all("stdout", limit));
        assertThat(both).hasSizeBetween(1, LINES - 1);
        both.addAll(all("stderr", limit));

        assertThat(both).doesNotHaveDuplicates().hasSize(LINES);
    }

    private static List<Integer> back(String query) {
        List<Integer> ids = new ArrayList<>();
        String before = String.valueOf(Long.MAX_VALUE);
        for (int page = 0; page <= LINES + 1; page++) {
            JsonNode answer =
                    server.get(logs + query + "&before=" + before, key).is(200).json();
            List<Integer> found = new ArrayList<>();
            answer.get("items").forEach(item -> found.add(item.get("entry_id").asInt()));
            ids.addAll(0, found);
            if (!answer.get("has_more").asBoolean()) {
                return ids;
            }
            before = answer.get("next_cursor").asText();
        }
        throw new AssertionError("pages never end");
    }

    @Property(tries = 15, seed = "1")
    void pagesBackwardsGiveEveryLineOnce(@ForAll @IntRange(min = 1, max = 500) int limit) {
        assertThat(back("?limit=" + limit))
                .isEqualTo(IntStream.rangeClosed(1, LINES).boxed().toList());
    }

    @Property(tries = 10, seed = "1")
    void aSearchByPagesGivesEachLineWithTheText(@ForAll @IntRange(min = 1, max = 40) int limit) {
        List<Integer> expected = new ArrayList<>();
        server.get(logs + "?limit=500", key).is(200).json().get("items").forEach(item -> {
            if (item.get("message").asText().contains("e 1")) {
                expected.add(item.get("entry_id").asInt());
            }
        });

        assertThat(expected).hasSize(49);
        assertThat(back("?contains=E+1&limit=" + limit)).isEqualTo(expected);
        assertThat(all("all&contains=E+1", limit)).isEqualTo(expected);
    }

    @Example
    void whatDoesNotGoTogetherIsRefusedWithAWayOut() {
        String longText = "x".repeat(201);
        Map.of(
                        "?before=0",
                        "before must be the entry_id of a line, 1 or more, not 0",
                        "?before=5&cursor=2",
                        "before excludes cursor and tail",
                        "?before=5&tail=2",
                        "give one of the three",
                        "?tail=5&contains=x",
                        "give before=9223372036854775807 and a limit instead of tail",
                        "?contains=" + longText,
                        "contains has 201 characters, and a text to search for has 1 to 200")
                .forEach((query, sentence) -> assertThat(server.get(logs + query, key)
                                .isError(400, "INVALID_REQUEST")
                                .message())
                        .contains(sentence));
    }

    @Example
    void aPageOfLongLinesIsShorterAndTheCursorGoesOn() throws Exception {
        String[] lines =
                IntStream.range(0, 40).mapToObj(i -> "x".repeat(16 << 10)).toArray(String[]::new);
        try (GridServer grid = GridServer.start(request -> RunScript.prints(lines), builder -> builder)) {
            String owner = grid.fullKey();
            String job = grid.finishedJob(owner);
            for (String route : List.of("/v1/jobs/", "/v1/mcp/jobs/")) {
                List<Integer> ids = new ArrayList<>();
                String cursor = "0";
                for (boolean hasMore = true; hasMore; ) {
                    Answer answer = grid.get(route + job + "/logs?limit=500&cursor=" + cursor, owner)
                            .is(200);
                    JsonNode page = answer.json().has("data") ? answer.json().get("data") : answer.json();
                    assertThat(page.get("items")).hasSizeLessThanOrEqualTo(16);
                    page.get("items")
                            .forEach(item -> ids.add(item.get("entry_id").asInt()));
                    hasMore = page.get("has_more").asBoolean();
                    cursor = page.get("next_cursor").asText();
                }
                assertThat(ids).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
            }
        }
    }

    @Property(tries = 20, seed = "1")
    void aTailGivesTheLastLines(@ForAll @IntRange(min = 1, max = 200) int tail) {
        JsonNode items = server.get(logs + "?tail=" + tail, key).is(200).json().get("items");

        assertThat(items).hasSize(Math.min(tail, LINES));
        assertThat(items.get(items.size() - 1).get("entry_id").asInt()).isEqualTo(LINES);
    }
}
