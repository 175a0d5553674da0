package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.internal.jobs.ApiKeyRows;
import dev.jobgrid.storage.internal.jobs.DecodedJobCache;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.jobs.Lookups;
import dev.jobgrid.storage.internal.sql.BatchedLookup;
import dev.jobgrid.storage.internal.sql.GroupCommit;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;

/**
 * Look-ups in PostgreSQL. A round trip costs more than the rows, so concurrent requests share statements. The JSON of a
 * row is decoded after its statement has ended, and only if it has changed since it was last decoded. Thread-safe.
 */
public final class PostgresLookups implements Lookups {
    private static final int MAX_BATCH = 256;

    // Each by the first row from its key on, which only the key's index provides. Joined by equal keys, a plan that was
    // made while the table was small reads all of it for one job.
    private static final String JOBS = PostgresSource.many("""
            SELECT k.place, j.spec, s.state, j.large_bytes IS NOT NULL, j.job_number
            FROM {k: place int8, workspace_id text, job_id text}
            CROSS JOIN LATERAL (
                SELECT f.job_number, f.workspace_id, f.job_id, f.spec, f.large_bytes FROM jobs f
                WHERE (f.workspace_id, f.job_id) >= (k.workspace_id, k.job_id)
                ORDER BY f.workspace_id, f.job_id
                LIMIT 1) AS j
            CROSS JOIN LATERAL (
                SELECT f.job_number, f.state FROM job_state f
                WHERE f.job_number >= j.job_number
                ORDER BY f.job_number
                LIMIT 1) AS s
            WHERE j.workspace_id = k.workspace_id AND j.job_id = k.job_id AND s.job_number = j.job_number
            """);

    private static final String KEYS = "SELECT * FROM api_keys WHERE sha256 = ANY (?)";

    private final Transactions transactions;
    private final DecodedJobCache known;
    private final String jobsByRef;
    private final String largeByRef;
    private final String keysByHash;
    private final BatchedLookup<JobRef, StoredJob> jobs;
    private final BatchedLookup<String, ApiKey> keys;

    private record StoredJob(long number, String spec, String state) {}

    /**
     * Look-ups in these tables.
     *
     * @param elsewhere as for {@link GroupCommit}
     */
    public PostgresLookups(Transactions transactions, JobRows rows, TableNames names, Executor elsewhere) {
        this.transactions = transactions;
        jobs = new BatchedLookup<>(MAX_BATCH, elsewhere, this::jobs);
        keys = new BatchedLookup<>(MAX_BATCH, elsewhere, this::keys);
        known = new DecodedJobCache(rows);
        jobsByRef = names.in(JOBS);
        largeByRef = names.in(JobRows.LARGE);
        keysByHash = names.in(KEYS);
    }

    @Override
    public Optional<Job> job(JobRef ref) {
        return jobs.find(ref).map(row -> read(ref, row));
    }

    @Override
    public CompletionStage<Optional<Job>> jobAsync(JobRef ref) {
        return jobs.findLater(ref).thenApply(found -> found.map(row -> read(ref, row)));
    }

    private Job read(JobRef ref, StoredJob row) {
        return known.read(ref, row.number(), row.spec(), row.state());
    }

    @Override
    public Optional<ApiKey> key(String sha256) {
        return keys.find(sha256);
    }

    private Map<JobRef, StoredJob> jobs(Set<JobRef> refs) {
        List<JobRef> wanted = List.copyOf(refs);
        return transactions.lookUp("reading jobs", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(jobsByRef)) {
                Iterator<Long> places = LongStream.range(0, wanted.size()).iterator();
                new PostgresArguments(connection, statement, false)
                        .rows(wanted)
                        .numbers(ref -> places.next())
                        .texts(ref -> ref.workspace().value())
                        .texts(ref -> ref.id().value());
                Map<JobRef, StoredJob> found = new HashMap<>();
                List<JobRef> abridged = jobs(statement, wanted, found);
                for (JobRef ref : abridged) {
                    readLarge(connection, ref, found);
                }
                return found;
            }
        });
    }

    /** Puts the jobs into the map; those whose spec is abridged. */
    private static List<JobRef> jobs(PreparedStatement statement, List<JobRef> wanted, Map<JobRef, StoredJob> found)
            throws SQLException {
        List<JobRef> abridged = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                JobRef ref = wanted.get(row.getInt(1));
                found.put(ref, new StoredJob(row.getLong(5), row.getString(2), row.getString(3)));
                if (row.getBoolean(4)) {
                    abridged.add(ref);
                }
            }
        }
        return abridged;
    }

    /** Replaces an abridged spec; a job that was removed since is not found. */
    private void readLarge(Connection connection, JobRef ref, Map<JobRef, StoredJob> found) throws SQLException {
        StoredJob abridged = found.remove(ref);
        try (PreparedStatement statement = connection.prepareStatement(largeByRef)) {
            statement.setString(1, ref.workspace().value());
            statement.setString(2, ref.id().value());
            try (ResultSet row = statement.executeQuery()) {
                if (abridged != null && row.next()) {
                    found.put(ref, new StoredJob(abridged.number(), row.getString(1), abridged.state()));
                }
            }
        }
    }

    private Map<String, ApiKey> keys(Set<String> hashes) {
        return transactions.lookUp("reading API keys", connection -> keys(connection, hashes));
    }

    private Map<String, ApiKey> keys(Connection connection, Set<String> hashes) throws SQLException {
        Map<String, ApiKey> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(keysByHash)) {
            new PostgresArguments(connection, statement, false).array(hashes.toArray(String[]::new));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ApiKey key = ApiKeyRows.read(row);
                    found.put(key.sha256(), key);
                }
            }
        }
        return found;
    }
}
