package dev.jobgrid.samples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
            over = showEvents();
            showLogs();
            if (!over) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } while (!over);
    }

    private boolean showEvents() throws IOException, InterruptedException {
        JsonNode answer = api.get("/v1/jobs/" + job + "/events");
        for (JsonNode event : answer.path("items")) {
            if (event.path("sequence").asLong() > lastSequence) {
                lastSequence = event.path("sequence").asLong();
                String text = event.path("message").asText(event.path("title").asText());
                screen.moment(
                        Screen.Tone.EVENT,
                        secondsAt(event),
                        event.path("type").asText(),
                        text);
            }
        }
        return OVER.contains(answer.path("status").asText());
    }

    private void showLogs() throws IOException, InterruptedException {
        JsonNode page;
        do {
            page = api.get("/v1/jobs/" + job + "/logs?limit=500&cursor=" + lastEntry);
            for (JsonNode line : page.path("items")) {
                lastEntry = line.path("entry_id").asLong();
                String stream = line.path("stream").asText();
                screen.moment(
                        stream.equals("stderr") ? Screen.Tone.ERROR : Screen.Tone.OUTPUT,
                        secondsAt(line),
                        stream,
                        line.path("message").asText());
            }
        } while (page.path("has_more").asBoolean());
    }

    private double secondsAt(JsonNode item) {
        Instant at = Instant.parse(item.path("created_at").asText());
        return Math.max(0, Duration.between(start, at).toMillis()) / 1000.0;
    }
}
