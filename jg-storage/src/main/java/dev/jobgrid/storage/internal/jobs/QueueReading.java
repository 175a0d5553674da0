package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads the heads of the queue's lanes: as many entries of the index as a head may have, then continues at the next
 * lane. A queue that is empty or short takes one statement. Once the jobs take more than the query allows, each further
 * lane gives its first job alone. Immutable and thread-safe.
 */
public final class QueueReading {
    private static final int KEY_BYTES = 8;

    // Only columns of one index: no statistics can make another index, or a sort, look better. Conditions column by
    // column, and never "greater than the last one": H2 would look at all its entries. Keys are hex digits of equal
    // length, so every collation agrees.
    private static final String ENTRIES = """
            SELECT job_number, workspace_id, lane, turn_at, job_id FROM job_queue
            WHERE {where} AND (not_before IS NULL OR not_before <= ? OR queued_at > ?)
            ORDER BY workspace_id, lane, turn_at, job_id
            LIMIT ?
            """;

    private static final String OF_ALL = ENTRIES.replace("{where}", "workspace_id >= ?");
    private static final String OF_ONE = ENTRIES.replace("{where}", "workspace_id = ? AND lane >= ?");
    // PostgreSQL keeps entries of jobs that have left the queue until a vacuum, and passes them at each look from the
    // beginning of a lane.
    private static final String OF_LANE =
            ENTRIES.replace("{where}", "workspace_id = ? AND lane = ? AND (turn_at, job_id) >= (?, ?)");
    private static final String ON_FROM = "SELECT * FROM ((" + OF_ONE + ") UNION ALL (" + OF_ALL + """
            )) AS entries
            ORDER BY workspace_id, lane, turn_at, job_id
            LIMIT ?
            """;

    private static String jobs(String entries) {
        return "SELECT " + JobRows.OF_LISTED + ", l.lane FROM (" + entries
                + ") l ORDER BY l.workspace_id, l.lane, l.turn_at, l.job_id";
    }

    private final JobRows rows;
    private final String ofAll;
    private final String ofOne;
    private final String onFrom;
    private final String ofLane;

    public QueueReading(JobRows rows, TableNames names) {
        this.rows = rows;
        ofAll = names.in(jobs(OF_ALL));
        ofOne = names.in(jobs(OF_ONE));
        onFrom = names.in(jobs(ON_FROM));
        ofLane = names.in(jobs(OF_LANE));
    }

    private record Entry(Place lane, Job job) {}

    /** The position of a lane in the index. */
    private record Place(WorkspaceId workspace, String key) {
        /** The next greater position. */
        Place behind() {
            return new Place(workspace, key + "0");
        }
    }

    /** The lanes that the query asks for. */
    List<QueuedLane> lanes(Connection connection, QueueQuery query) throws SQLException {
        return new Reading(connection, query).lanes();
    }

    /** One query. Single-threaded. */
    private final class Reading {
        private final Connection connection;
        private final QueueQuery query;
        private long bytes;

        Reading(Connection connection, QueueQuery query) {
            this.connection = connection;
            this.query = query;
        }

        List<QueuedLane> lanes() throws SQLException {
            Optional<Job> job = query.from().flatMap(QueueQuery.From::job);
            if (job.isPresent()) {
                List<Entry> entries = ofLane(job.get());
                return entries.isEmpty() ? List.of() : List.of(lane(entries, query.perLane()));
            }
            List<QueuedLane> lanes = new ArrayList<>();
            Optional<Place> from = query.from().map(QueueReading::place);
            while (lanes.size() < query.lanes()) {
                int perLane = bytes > query.bytes() ? 1 : query.perLane();
                List<Entry> entries = on(from, perLane);
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

        private List<Entry> ofLane(Job job) throws SQLException {
            String lane = key(new Lane(job.ref().workspace(), job.turn().shape()));
            return entries(
                    ofLane,
                    query.perLane(),
                    List.of(List.of(
                            job.ref().workspace().value(),
                            lane,
                            TimeColumn.utc(job.turn().at()),
                            job.id().value())));
        }

        private List<Entry> on(Optional<Place> from, int limit) throws SQLException {
            if (from.isEmpty()) {
                return entries(ofAll, limit, List.of(List.of("")));
            }
            WorkspaceId workspace = from.get().workspace();
            List<Object> of = List.of(workspace.value(), from.get().key());
            return query.from().isPresent()
                    ? entries(ofOne, limit, List.of(of))
                    : entries(onFrom, limit, List.of(of, List.of(WaitingWorkspacesReading.behind(workspace))));
        }

        /**
         * Runs a statement.
         *
         * @param conditions the arguments of the condition on the place, for each part of the statement
         */
        private List<Entry> entries(String sql, int limit, List<List<Object>> conditions) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int position = 0;
                for (List<Object> condition : conditions) {
                    for (Object argument : condition) {
                        statement.setObject(++position, argument);
                    }
                    statement.setObject(++position, TimeColumn.utc(query.dueBy()));
                    statement.setObject(++position, TimeColumn.utc(query.latest()));
                    statement.setInt(++position, limit);
                }
                if (conditions.size() > 1) {
                    statement.setInt(++position, limit);
                }
                return read(statement);
            }
        }

        private List<Entry> read(PreparedStatement statement) throws SQLException {
            List<Entry> entries = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Job job = rows.read(row, length -> bytes += length);
                    entries.add(new Entry(new Place(job.ref().workspace(), row.getString("lane")), job));
                }
            }
            return entries;
        }
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
