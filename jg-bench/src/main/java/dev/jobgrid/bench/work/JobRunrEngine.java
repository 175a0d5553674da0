package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.h2.H2StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr, by its faster way to submit jobs and with its shortest poll interval on SQL. */
final class JobRunrEngine implements QueueUnderTest {
    // Its handlers are made by it, and have no other way to anyone.
    @Nullable
    private static volatile Tally tally;

    private final boolean postgres;
    private final JacksonJsonMapper mapper = new JacksonJsonMapper();

    @Nullable
    private StorageProvider store;

    @Nullable
    private BackgroundJobServer server;

    JobRunrEngine(boolean postgres) {
        this.postgres = postgres;
    }

    /** The submitted request. */
    public record Nothing(String text) implements JobRequest {
        @Override
        public Class<NothingHandler> getJobRequestHandler() {
            return NothingHandler.class;
        }
    }

    /** Reports its run and does nothing else. */
    public static final class NothingHandler implements JobRequestHandler<Nothing> {
        @Override
        public void run(Nothing request) {
            Tally current = Objects.requireNonNull(tally, "started first");
            current.begun(request.text());
            current.over();
        }
    }

    @Override
    public void open(HikariDataSource database) {
        StorageProvider opened = postgres ? new PostgresStorageProvider(database) : new H2StorageProvider(database);
        opened.setJobMapper(new JobMapper(mapper));
        store = opened;
    }

    private StorageProvider store() {
        return Objects.requireNonNull(store, "opened first");
    }

    @Override
    public void submit(String text) {
        new JobRequestScheduler(store()).enqueue(new Nothing(text));
    }

    @Override
    public void submitMany(int jobs) {
        new JobRequestScheduler(store()).enqueue(IntStream.range(0, jobs).mapToObj(i -> new Nothing(Tally.text())));
    }

    @Override
    public void start(Tally first) {
        reportTo(first);
        BackgroundJobServer started = new BackgroundJobServer(
                store(),
                mapper,
                null,
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(Duration.ofSeconds(5))
                        .andWorkerCount(WORKERS)
                        .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofMillis(100)));
        started.start();
        server = started;
    }

    @Override
    public void reportTo(Tally next) {
        tally = next;
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        store().close();
    }
}
