package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the heads of the queue's lanes: as many entries of the index as a head may have, then continues at the next
 * lane. A queue that is empty or short takes one statement. Once the jobs take more than the query allows, each further
 * lane gives its first job alone. Single-threaded.
 */
public final class QueueReading {
    private static final int KEY_BYTES = 8;

    // Only columns of one index: no statistics can make another index, or a sort, look better. Conditions column by
    // column, and never "greater than the last one": H2 would look at all its entries. Keys are hex digits of equal
    // length, so every collation agrees.
    private static final String ENTRIES = """
            SELECT job_number, workspace_id, lane, turn_at, job_id FROM job_queue
            WHERE {where} AND (not_before IS NULL OR not_before <= :due_by OR queued_at > :latest)
            ORDER BY workspace_id, lane, turn_at, job_id
            LIMIT :limit
            """;

    private static final String OF_ALL = ENTRIES.replace("{where}", "workspace_id >= :workspace");
    private static final String OF_ONE = ENTRIES.replace("{where}", "workspace_id = :workspace AND lane >= :lane");
    // PostgreSQL keeps entries of jobs that have left the queue until a vacuum, and passes them at each look from the
    // beginning of a lane.
    private static final String OF_LANE = ENTRIES.replace(
            "{where}", "workspace_id = :workspace AND lane = :lane AND (turn_at, job_id) >= (:turn, :job)");
    private static final String ON_FROM =
            "SELECT * FROM ((" + OF_ONE + ") UNION ALL (" + OF_ALL.replace(":workspace", ":behind") + """
            )) AS entries
            ORDER BY workspace_id, lane, turn_at, job_id
            LIMIT :limit
            """;

    private static String jobs(String entries) {
        return "SELECT " + JobRows.OF_LISTED + ", l.lane FROM (" + entries
                + ") l ORDER BY l.workspace_id, l.lane, l.turn_at, l.job_id";
    }

    private final Handle handle;
    private final JobRows rows;
    private final QueueQuery query;
    private long bytes;

    public QueueReading(Handle handle, JobRows rows, QueueQuery query) {
        this.handle = handle;
        this.rows = rows;
        this.query = query;
    }

    private record Entry(Place lane, Job job) {}

    /** The position of a lane in the index. */
    private record Place(WorkspaceId workspace, String key) {
        /** The next greater position. */
        Place behind() {
            return new Place(workspace, key + "0");
        }
    }

    List<QueuedLane> lanes() {
        Optional<Job> job = query.from().flatMap(QueueQuery.From::job);
        if (job.isPresent()) {
            List<Entry> entries = entries(laneOf(job.get()), query.perLane());
            return entries.isEmpty() ? List.of() : List.of(lane(entries, query.perLane()));
        }
        List<QueuedLane> lanes = new ArrayList<>();
        Optional<Place> from = query.from().map(QueueReading::place);
        while (lanes.size() < query.lanes()) {
            int perLane = bytes > query.bytes() ? 1 : query.perLane();
            List<Entry> entries = entries(statement(from), perLane);
            boolean isEnd = entries.size() < perLane;
            List<List<Entry>> heads = heads(entries);
            // The last of several lanes may be incomplete.
            boolean isLastCut = !isEnd && heads.size() > 1;
            for (List<Entry> head : isLastCut ? heads.subList(0, heads.size() - 1) : heads) {
                if (lanes.size() < query.lanes()) {
                    lanes.add(lane(head, perLane));
                }
            }
            if (isEnd) {
                break;
            }
            Place last = entries.get(entries.size() - 1).lane();
            from = Optional.of(isLastCut ? last : last.behind());
        }
        return lanes;
    }

    private static Place place(QueueQuery.From from) {
        return new Place(
                from.workspace(),
                from.shape()
                        .map(shape -> key(new Lane(from.workspace(), shape)))
                        .orElse(""));
    }

    private static List<List<Entry>> heads(List<Entry> entries) {
        List<List<Entry>> heads = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= entries.size(); i++) {
            if (i == entries.size()
                    || !entries.get(i).lane().equals(entries.get(start).lane())) {
                heads.add(entries.subList(start, i));
                start = i;
            }
        }
        return heads;
    }

    private static QueuedLane lane(List<Entry> head, int perLane) {
        Job first = head.get(0).job();
        return new QueuedLane(
                new Lane(first.ref().workspace(), first.turn().shape()),
                head.stream().map(Entry::job).toList(),
                head.size() == perLane);
    }

    private List<Entry> entries(Query statement, int limit) {
        return statement
                .bind("due_by", TimeColumn.of(query.dueBy()))
                .bind("latest", TimeColumn.of(query.latest()))
                .bind("limit", limit)
                .map((row, context) -> {
                    Job job = rows.read(row, length -> bytes += length);
                    return new Entry(new Place(job.ref().workspace(), row.getString("lane")), job);
                })
                .list();
    }

    private Query laneOf(Job job) {
        return handle.createQuery(jobs(OF_LANE))
                .bind("workspace", job.ref().workspace().value())
                .bind("lane", key(new Lane(job.ref().workspace(), job.turn().shape())))
                .bind("turn", TimeColumn.of(job.turn().at()))
                .bind("job", job.id().value());
    }

    private Query statement(Optional<Place> from) {
        if (from.isEmpty()) {
            return handle.createQuery(jobs(OF_ALL)).bind("workspace", "");
        }
        Place place = from.get();
        Query on = handle.createQuery(jobs(query.from().isPresent() ? OF_ONE : ON_FROM))
                .bind("workspace", place.workspace().value())
                .bind("lane", place.key());
        return query.from().isPresent() ? on : on.bind("behind", WaitingWorkspacesReading.behind(place.workspace()));
    }

    /** The key of a lane in the index. */
    public static String key(Lane lane) {
        String text = lane.workspace() + "/" + lane.shape();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
