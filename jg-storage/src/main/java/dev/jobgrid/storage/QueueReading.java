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
import org.jdbi.v3.core.Handle;

/**
 * Reads the heads of the queue's lanes: as many entries of the index as a head may have, then on from the next lane. A queue that
 * is empty or short takes one statement. Single-threaded.
 */
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

    private record Entry(String key, Job job) {}

    List<QueuedLane> lanes() {
        List<QueuedLane> lanes = new ArrayList<>();
        String from = query.after().map(lane -> behind(key(lane))).orElse("");
        while (lanes.size() < query.lanes()) {
            List<Entry> entries = entries(from);
            boolean isEnd = entries.size() < query.perLane();
            List<List<Entry>> heads = heads(entries);
            // Of the last of several there may be more than was read.
            boolean isLastCut = !isEnd && heads.size() > 1;
            for (List<Entry> head : isLastCut ? heads.subList(0, heads.size() - 1) : heads) {
                if (lanes.size() < query.lanes()) {
                    lanes.add(lane(head));
                }
            }
            if (isEnd) {
                break;
            }
            String last = entries.get(entries.size() - 1).key();
            from = isLastCut ? last : behind(last);
        }
        return lanes;
    }

    private static List<List<Entry>> heads(List<Entry> entries) {
        List<List<Entry>> heads = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= entries.size(); i++) {
            if (i == entries.size()
                    || !entries.get(i).key().equals(entries.get(start).key())) {
                heads.add(entries.subList(start, i));
                start = i;
            }
        }
        return heads;
    }

    private static QueuedLane lane(List<Entry> head) {
        Job first = head.get(0).job();
        return new QueuedLane(
                new Lane(first.ref().workspace(), first.turn().shape()),
                head.stream().map(Entry::job).toList());
    }

    /** The least text that is greater. Keys are hex digits, and of one length, so every collation agrees. */
    private static String behind(String key) {
        return key + "0";
    }

    // Not "greater than the last one": H2 would look at all its entries.
    private List<Entry> entries(String from) {
        return handle.createQuery("""
                        SELECT workspace_id, job_id, spec, state, lane FROM jobs
                        WHERE status = 'QUEUED' AND lane >= :from
                          AND (not_before IS NULL OR not_before <= :now OR queued_at > :latest)
                        ORDER BY status, lane, turn_at, job_id
                        LIMIT :limit
                        """)
                .bind("from", from)
                .bind("now", TimeColumn.of(query.now()))
                .bind("latest", TimeColumn.of(query.latest()))
                .bind("limit", query.perLane())
                .map((row, context) -> new Entry(row.getString("lane"), rows.read(row)))
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
