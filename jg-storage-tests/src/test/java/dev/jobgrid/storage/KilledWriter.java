package dev.jobgrid.storage;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.testkit.JobHistory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A process that writes for ever, says after each write on stdout that it is done, and is killed at that. */
final class KilledWriter {
    static final int THREADS = 4;

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int BLOB_EVERY = 20;

    private KilledWriter() {}

    /**
     * Arguments: the data folder, a word that no earlier process was given, and whether the file is made small all the time,
     * as else only while few write.
     */
    public static void main(String[] args) throws SQLException {
        H2Storage storage = H2Storage.open(Path.of(args[0]));
        if (Boolean.parseBoolean(args[2])) {
            try (Connection connection = storage.connection()) {
                H2Compaction compaction =
                        H2Compaction.of(connection, H2Compaction.Pace.DEFAULT).orElseThrow();
                new Thread(() -> makeSmall(compaction), "small").start();
            }
        }
        for (int thread = 0; thread < THREADS; thread++) {
            String name = args[1] + "-" + thread;
            new Thread(() -> write(storage, name), name).start();
        }
    }

    private static void makeSmall(H2Compaction compaction) {
        while (true) {
            compaction.makeSmall();
        }
    }

    private static void write(H2Storage storage, String name) {
        try {
            for (int i = 0; ; i++) {
                JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(name + "-" + i));
                NewJob created = JobHistory.created(ref, spec(), NOW);
                storage.jobs().create(List.of(created));
                say("created", ref);
                storage.jobs().apply(noted(created.job()));
                say("noted", ref);
                storage.logs().append(new LogChunk(new RunKey(ref, 1), 0, List.of(line(ref)), "0"));
                say("logged", ref);
                if (i % BLOB_EVERY == 0) {
                    storage.blobs().put(blob(ref), new ByteArrayInputStream(bytes(ref)), Long.MAX_VALUE);
                    say("put", ref);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // One system call a line, so that a line is there whole once it was said.
    private static void say(String what, JobRef ref) throws IOException {
        byte[] line = (what + " " + ref.id() + "\n").getBytes(StandardCharsets.US_ASCII);
        synchronized (KilledWriter.class) {
            System.out.write(line);
            System.out.flush();
        }
    }

    static JobSpec spec() {
        return JobSpec.builder("killed", "acme/train:1", WorkloadType.BATCH).build();
    }

    static Transition noted(Job job) {
        return Transition.of(job, NOW).event("job.note", "Note", "noted").build();
    }

    static LogLine line(JobRef ref) {
        return new LogLine(1, LogStream.STDOUT, NOW, "line of " + ref.id(), false);
    }

    static BlobKey blob(JobRef ref) {
        return new BlobKey("jobs/" + ref.id());
    }

    static byte[] bytes(JobRef ref) {
        return ("blob of " + ref.id()).repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    }
}
