package dev.jobgrid.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Shows a job's events and log lines as they come, until the job is over and all was shown. Single-threaded. */
final class Following {
    private static final Set<String> OVER = Set.of("completed", "failed", "rejected", "cancelled");
    private static final long PAUSE_MILLIS = 100;

    private final ApiClient api;
    private final Screen screen;
    private final String job;
    private final Instant start;
    private long lastSequence;
    private long lastEntry;

    Following(ApiClient api, Screen screen, String job, Instant start) {
        this.api = api;
        this.screen = screen;
        this.job = job;
        this.start = start;
    }

    void toTheEnd() throws IOException, InterruptedException {
        boolean over;
        do {
            List<Moment> moments = new ArrayList<>();
            over = events(moments);
            logs(moments);
            // Events and lines are asked for one after the other; what happened is shown in its order.
            moments.stream().sorted(Comparator.comparing(Moment::at)).forEach(this::show);
            if (!over) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } while (!over);
    }

    private record Moment(Instant at, Screen.Tone tone, String name, String text) {}

    private void show(Moment moment) {
        double seconds = Math.max(0, Duration.between(start, moment.at()).toMillis()) / 1000.0;
        screen.moment(moment.tone(), seconds, moment.name(), moment.text());
    }

    private boolean events(List<Moment> moments) throws IOException, InterruptedException {
        JsonNode answer = api.get("/v1/jobs/" + job + "/events");
        for (JsonNode event : answer.path("items")) {
            if (event.path("sequence").asLong() > lastSequence) {
                lastSequence = event.path("sequence").asLong();
                String text = event.path("message").asText(event.path("title").asText());
                moments.add(new Moment(
                        createdAt(event), Screen.Tone.EVENT, event.path("type").asText(), text));
            }
        }
        return OVER.contains(answer.path("status").asText());
    }

    private void logs(List<Moment> moments) throws IOException, InterruptedException {
        JsonNode page;
        do {
            page = api.get("/v1/jobs/" + job + "/logs?limit=500&cursor=" + lastEntry);
            for (JsonNode line : page.path("items")) {
                lastEntry = line.path("entry_id").asLong();
                String stream = line.path("stream").asText();
                Screen.Tone tone = stream.equals("stderr") ? Screen.Tone.ERROR : Screen.Tone.OUTPUT;
                moments.add(new Moment(
                        createdAt(line), tone, stream, line.path("message").asText()));
            }
        } while (page.path("has_more").asBoolean());
    }

    private static Instant createdAt(JsonNode item) {
        return Instant.parse(item.path("created_at").asText());
    }
}
