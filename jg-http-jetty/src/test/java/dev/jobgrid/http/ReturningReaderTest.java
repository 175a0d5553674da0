package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.sim.RunScript;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Replay and live are one: no line is lost between them, and none repeated. */
final class ReturningReaderTest {
    private static final int LINES = 2000;
    private static GridServer server;
    private static String key;

    @BeforeContainer
    static void start() throws IOException {
        String[] lines = IntStream.range(0, LINES).mapToObj(i -> "line " + i).toArray(String[]::new);
        server =
                GridServer.start(request -> RunScript.prints(lines).lasting(Duration.ofSeconds(1)), builder -> builder);
        key = server.fullKey();
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    /** Breaks off after a random number of events, anywhere between replay and live, and comes back, until the end. */
    @Property(tries = 3, seed = "1")
    void howeverOftenAReaderComesBackItGetsEachLineOnce(@ForAll Random random) throws Exception {
        String job = server.post("/v1/jobs", key, GridServer.JOB)
                .is(202)
                .json()
                .get("job_id")
                .asText();
        List<Long> seen = new ArrayList<>();
        boolean over = false;
        while (!over) {
            String last = seen.isEmpty() ? "0" : String.valueOf(seen.get(seen.size() - 1));
            try (LiveStream stream = new LiveStream(server.request("/v1/jobs/" + job + "/logs/live", key)
                    .header("Last-Event-ID", last)
                    .build())) {
                int take = 1 + random.nextInt(900);
                for (int i = 0; i < take && !over; i++) {
                    LiveStream.Event event = stream.next().orElseThrow();
                    if (event.name().startsWith("std")) {
                        seen.add(Long.parseLong(event.id()));
                    }
                    over = event.name().equals("terminal");
                }
            }
        }

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, LINES).boxed().toList());
    }
}
