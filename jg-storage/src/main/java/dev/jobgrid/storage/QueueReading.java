package dev.jobgrid.storage;

import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Lane;
import dev.jobgrid.spi.QueueQuery;
import dev.jobgrid.spi.QueuedLane;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads the heads of the queue's lanes, jumping from one to the next in the index. Single-threaded. */
final class QueueReading {
    private static final int KEY_BYTES = 8;

    private final Handle handle;
    private final JobRows rows;
    private final QueueQuery query;

    QueueReading(Handle handle, JobRows rows, QueueQuery query) {
        this.handle = handle;
        this.rows = rows;
        this.query = query;
    }

    List<QueuedLane> lanes() {
        List<QueuedLane> lanes = new ArrayList<>();
        Optional<String> key =
                first(query.after().map(lane -> behind(key(lane))).orElse(""));
        while (key.isPresent() && lanes.size() < query.lanes()) {
            List<Job> jobs = head(key.get());
            if (!jobs.isEmpty()) {
                Job job = jobs.get(0);
                lanes.add(new QueuedLane(
                        new Lane(job.ref().workspace(), job.turn().shape()), jobs));
            }
            key = first(behind(key.get()));
        }
        return lanes;
    }

    /** The least text that is greater. Keys are hex digits, and of one length, so every collation agrees. */
    private static String behind(String key) {
        return key + "0";
    }

    // Not "greater than the last one": H2 would look at all its entries.
    private Optional<String> first(String from) {
        return handle.createQuery("""
                        SELECT lane FROM jobs WHERE status = 'QUEUED' AND lane >= :from
                        ORDER BY status, lane
                        LIMIT 1
                        """).bind("from", from).mapTo(String.class).findOne();
    }

    private List<Job> head(String key) {
        return handle.createQuery("""
                        SELECT workspace_id, job_id, spec, state FROM jobs
                        WHERE status = 'QUEUED' AND lane = :lane AND (not_before IS NULL OR not_before <= :now)
                        ORDER BY status, lane, turn_at, job_id
                        LIMIT :limit
                        """)
                .bind("lane", key)
                .bind("now", TimeColumn.of(query.now()))
                .bind("limit", query.perLane())
                .map(rows)
                .list();
    }

    /** What stands for a lane in the index. */
    static String key(Lane lane) {
        String text = lane.workspace() + "/" + lane.shape();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
