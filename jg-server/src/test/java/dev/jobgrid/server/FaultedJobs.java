package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.server.TimedApi.Access;
import dev.jobgrid.server.TimedApi.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clients that hand in a job, see to it that it is taken, wait for its end, and hand in the next one: at any of the servers,
 * and at another if one does not answer. Each job leaves word of its runs in the tally.
 */
final class FaultedJobs implements AutoCloseable {
    static final Set<String> TERMINAL = Set.of("completed", "failed", "rejected", "cancelled");

    /** Lines of each stream in a second of a program. */
    static final int LINES = 10;

    /** Of a program that could not print. */
    static final int UNPRINTED = 23;

    private static final int CLIENTS = 8;
    private static final int LONGEST_SECONDS = 6;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * Arguments: seconds, whether it leaves a file, and its exit code. Each half second it adds a line to what the runs of its job
     * say in the tally: those of two that are there at the same time would stand in turns.
     */
    private static final String PROGRAM =
            """
            umask 0
            say() { echo "$JUNGLEGRID_ATTEMPT $1" >>"/workspace/mounts/%s/$JUNGLEGRID_JOB_ID" || exit 21; }
            say %s
            i=0
            while [ $i -lt $(($0 * %d)) ]; do
                echo "out $i" || exit 23
                echo "err $i" >&2 || exit 23
                i=$((i + 1))
                [ $((i %% 5)) -ne 0 ] || { sleep 0.5; say runs; }
            done
            if [ "$1" = true ]; then
                i=0
                while [ $i -lt %d ]; do echo "line $i" || exit 22; i=$((i + 1)); done >/workspace/artifacts/lines.txt || exit 22
            fi
            say %s
            exit "$2"
            """.formatted(CombinedFaults.TALLY, Tallied.BEGUN, LINES, Wanted.FILE_LINES, Tallied.ENDED);

    /**
     * What is handed in.
     *
     * @param cancelledAfter since it was taken
     */
    record Wanted(
            int number, String name, int seconds, boolean hasFile, int exitCode, Optional<Duration> cancelledAfter) {
        static final int FILE_LINES = 300;
        private static final int CODE = 3;

        static Wanted draw(long seed, int number) {
            Random random = new Random(seed * 1_000_003 + number);
            // The first draws of seeds that lie side by side are alike.
            random.nextLong();
            boolean isCancelled = random.nextInt(8) == 0;
            return new Wanted(
                    number,
                    "faults-" + number,
                    1 + random.nextInt(LONGEST_SECONDS),
                    random.nextBoolean(),
                    random.nextInt(6) == 0 ? CODE : 0,
                    isCancelled ? Optional.of(Duration.ofMillis(random.nextInt(8_000))) : Optional.empty());
        }

        Map<String, Object> draft() {
            Map<String, Object> draft = ApiJobs.draft(
                    name, TestEngine.TINY, "sh", "-c", PROGRAM, "" + seconds, "" + hasFile, "" + exitCode);
            draft.put("mounts", List.of(CombinedFaults.TALLY));
            return draft;
        }
    }

    /**
     * What became of it, as far as its client knows.
     *
     * @param wasCancelled whether a server said that it cancelled it
     */
    record Taken(Wanted wanted, String id, boolean wasCancelled) {}

    private final long seed;
    private final List<Supplier<Optional<Access>>> servers = new ArrayList<>();
    private final TimedApi api = new TimedApi();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Taken> taken = new ConcurrentHashMap<>();
    private final Map<String, String> waitedFor = new ConcurrentHashMap<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();

    FaultedJobs(long seed, List<FaultedServer> servers) {
        this.seed = seed;
        servers.forEach(server -> this.servers.add(server::access));
    }

    /** Lets the clients begin. */
    void start() {
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(this::submitAll);
        }
    }

    /** Lets them hand in no more; returns when all that was handed in has ended. */
    void finish() throws InterruptedException {
        stopped.countDown();
        clients.shutdown();
        boolean isOver = clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(broken).as("what servers may never say").isEmpty();
        assertThat(isOver).as("all ended but %s", waitedFor).isTrue();
    }

    /** All jobs that were taken, by their names. */
    Map<String, Taken> taken() {
        return taken;
    }

    private void submitAll() {
        while (stopped.getCount() > 0) {
            Wanted wanted = Wanted.draw(seed, next.getAndIncrement());
            try {
                follow(wanted);
            } catch (InterruptedException e) {
                return; // closed
            } catch (Exception e) {
                broken.add(wanted.name() + ": " + e);
            }
        }
    }

    private void follow(Wanted wanted) throws Exception {
        waitedFor.put(wanted.name(), "to be taken");
        String id = submit(wanted);
        waitedFor.put(wanted.name(), id);
        taken.put(wanted.name(), new Taken(wanted, id, false));
        if (wanted.cancelledAfter().isPresent()) {
            stopped.await(wanted.cancelledAfter().get().toMillis(), TimeUnit.MILLISECONDS);
            taken.put(wanted.name(), new Taken(wanted, id, isCancelled(id)));
        }
        await(wanted.name()).atMost(Duration.ofDays(1)).pollInterval(POLL).until(() -> isTerminal(id));
        waitedFor.remove(wanted.name());
    }

    private String submit(Wanted wanted) {
        String[] id = {""};
        await(wanted.name()).atMost(Duration.ofDays(1)).pollInterval(POLL).until(() -> {
            Optional<Answer> answer = ask(server ->
                    api.post(server, "/v1/jobs", wanted.draft(), "Idempotency-Key", "key of " + wanted.name()));
            answer.filter(Answer::isGood)
                    .ifPresent(good -> id[0] = good.body().path("job_id").asText());
            return !id[0].isEmpty();
        });
        return id[0];
    }

    /** Whether a server says so; one that does not answer may have done it or not, and a second one says that it is over. */
    private boolean isCancelled(String id) throws InterruptedException {
        return ask(server -> api.post(server, "/v1/jobs/" + id + "/cancel", Map.of("reason", "changed my mind")))
                .filter(Answer::isGood)
                .isPresent();
    }

    private boolean isTerminal(String id) throws InterruptedException {
        return ask(server -> api.get(server, "/v1/jobs/" + id))
                .filter(Answer::isGood)
                .map(answer -> answer.body().path("status").asText())
                .filter(TERMINAL::contains)
                .isPresent();
    }

    private interface Question {
        Answer to(Access server) throws IOException, InterruptedException;
    }

    /** The answer of the next server, if it gives one. */
    private Optional<Answer> ask(Question question) throws InterruptedException {
        Optional<Access> server = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()))
                .get();
        if (server.isEmpty()) {
            return Optional.empty();
        }
        try {
            Answer answer = question.to(server.get());
            // A job that is over cannot be cancelled, and a server that cannot work now says so.
            if (!answer.isGood() && !Set.of(409, 429, 503).contains(answer.status())) {
                broken.add(server.get().url() + " answered " + answer);
            }
            return Optional.of(answer);
        } catch (IOException e) {
            return Optional.empty(); // killed, stopped, or too busy
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        clients.shutdownNow();
    }
}
