package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Objects;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.h2.H2StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr, by its faster way to submit jobs. */
final class JobRunrContender implements Contender {
    private final boolean postgres;

    @Nullable
    private StorageProvider store;

    @Nullable
    private JobRequestScheduler scheduler;

    JobRunrContender(boolean postgres) {
        this.postgres = postgres;
    }

    /** The submitted request. */
    public record Nothing(String text) implements JobRequest {
        @Override
        public Class<NothingHandler> getJobRequestHandler() {
            return NothingHandler.class;
        }
    }

    /** Does nothing. */
    public static final class NothingHandler implements JobRequestHandler<Nothing> {
        @Override
        public void run(Nothing request) {}
    }

    @Override
    public void open(HikariDataSource database) {
        StorageProvider opened = postgres ? new PostgresStorageProvider(database) : new H2StorageProvider(database);
        opened.setJobMapper(new JobMapper(new JacksonJsonMapper()));
        store = opened;
        scheduler = new JobRequestScheduler(opened);
    }

    @Override
    public void submit() {
        Objects.requireNonNull(scheduler, "opened first").enqueue(new Nothing(Payload.TEXT));
    }

    @Override
    public void close() {
        Objects.requireNonNull(store, "opened first").close();
    }
}
