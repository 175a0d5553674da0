package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.storage.internal.jobs.AtomicBatches;
import dev.jobgrid.storage.internal.jobs.Calls;
import dev.jobgrid.storage.internal.jobs.ChangeRow;
import dev.jobgrid.storage.internal.jobs.DeviceHeldException;
import dev.jobgrid.storage.internal.jobs.DeviceRace;
import dev.jobgrid.storage.internal.jobs.EventRow;
import dev.jobgrid.storage.internal.jobs.HoldRows;
import dev.jobgrid.storage.internal.jobs.JobCreation;
import dev.jobgrid.storage.internal.jobs.JobRow;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.jobs.JobStatements;
import dev.jobgrid.storage.internal.jobs.JobWrites;
import dev.jobgrid.storage.internal.notify.NotifyLimiter;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes jobs to PostgreSQL, each commit by one statement and one round trip however many jobs share it. Thread-safe.
 */
public final class PostgresJobWrites implements JobWrites {
    private static final Comparator<JobRow> BY_JOB = Comparator.comparing(
                    (JobRow row) -> row.ref().workspace().value())
            .thenComparing(row -> row.ref().id().value());

    private static final Comparator<JobRow> BY_KEY = Comparator.comparing(
                    (JobRow row) -> row.ref().workspace().value())
            .thenComparing(row -> key(row).orElseThrow().key());

    private final Transactions transactions;
    private final JobCreation creation;
    private final HoldRows holds;
    private final PostgresNotifications signals;
    private final NotifyLimiter news;
    private final PostgresJobSql sql;

    public PostgresJobWrites(
            Transactions transactions,
            JobCreation creation,
            HoldRows holds,
            PostgresNotifications signals,
            NotifyLimiter news,
            TableNames names) {
        this.transactions = transactions;
        this.creation = creation;
        this.holds = holds;
        this.signals = signals;
        this.news = news;
        sql = new PostgresJobSql(names);
    }

    @Override
    public int atOnce() {
        return 2; // while one waits for the disk, the other is prepared
    }

    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        Set<List<JobRow>> plain = plain(calls);
        List<List<JobRow>> single = calls.stream()
                .filter(call -> plain.contains(call) && call.size() == 1)
                .toList();
        List<List<JobRow>> several = calls.stream()
                .filter(call -> plain.contains(call) && call.size() > 1)
                .toList();
        Set<JobRef> stored = single.isEmpty() ? Set.of() : insert(rows(single));
        Iterator<List<Creation>> made =
                several.isEmpty() ? Collections.emptyIterator() : whole(several).iterator();
        List<List<Creation>> creations = new ArrayList<>(calls.size());
        for (List<JobRow> call : calls) {
            if (!plain.contains(call)) {
                creations.add(slowly(call));
            } else {
                creations.add(call.size() == 1 ? creations(call, stored) : made.next());
            }
        }
        return creations;
    }

    private static List<JobRow> rows(List<List<JobRow>> calls) {
        return calls.stream().flatMap(List::stream).toList();
    }

    private Set<JobRef> insert(List<JobRow> rows) {
        return notifying(excluded ->
                        transactions.writeOnce("storing jobs", connection -> insert(connection, rows, excluded)))
                .jobs();
    }

    /**
     * By the statement and a commit, one round trip more than the statement alone: it can be rolled back before that.
     */
    private List<List<Creation>> whole(List<List<JobRow>> calls) {
        return AtomicBatches.stored(
                calls,
                now -> notifying(excluded ->
                                transactions.writeOn("storing jobs", connection -> made(connection, now, excluded)))
                        .calls());
    }

    private Made made(Connection connection, List<List<JobRow>> calls, Optional<String[]> excluded)
            throws SQLException {
        List<JobRow> rows = rows(calls);
        Inserted inserted = insert(connection, rows, excluded);
        List<List<Creation>> made = Calls.divided(creations(connection, rows, inserted.jobs()), calls);
        return new Made(AtomicBatches.checked(calls, made), inserted.isNotified());
    }

    /** Writes, and notifies idle peers of new work with that, or a little later if they were just notified. */
    private <T extends Notifying> T notifying(Function<Optional<String[]>, T> write) {
        boolean notifies = news.areDue();
        try {
            T written = write.apply(notifies ? Optional.of(signals.listening()) : Optional.empty());
            markNotified(written.isNotified());
            return written;
        } finally {
            deferNotify(!notifies);
        }
    }

    private void markNotified(boolean isNotified) {
        if (isNotified) {
            news.markNotified();
        }
    }

    /** Also if the write failed: it may still have been committed. */
    private void deferNotify(boolean isWanted) {
        if (isWanted) {
            news.deferNotify();
        }
    }

    /** The calls without a common id or key with earlier ones, or a large spec, which need one statement only. */
    private static Set<List<JobRow>> plain(List<List<JobRow>> calls) {
        Set<List<JobRow>> plain = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = new HashSet<>();
        for (List<JobRow> call : calls) {
            List<Object> wanted = call.stream().flatMap(JobRow::names).toList();
            boolean isNew = wanted.stream().noneMatch(seen::contains)
                    && Set.copyOf(wanted).size() == wanted.size();
            boolean isAnyLarge = call.stream().anyMatch(row -> row.large().isPresent());
            if (isNew && !isAnyLarge && call.stream().allMatch(row -> key(row).isEmpty() || mayTakeKey(call))) {
                plain.add(call);
                seen.addAll(wanted);
            }
        }
        return plain;
    }

    /** A key claimed for a job whose id is taken must be released, which one statement cannot do. */
    private static boolean mayTakeKey(List<JobRow> call) {
        return call.size() == 1 && call.get(0).fresh().job().spec().id().isEmpty();
    }

    private static Optional<IdempotencyKey> key(JobRow row) {
        return row.fresh().idempotency();
    }

    /** The outcome of jobs given to the statement; those it skipped exist already. */
    private List<Creation> creations(List<JobRow> call, Set<JobRef> stored) {
        List<Creation> creations = new ArrayList<>(call.size());
        for (JobRow row : call) {
            creations.add(
                    stored.contains(row.ref())
                            ? new Creation(row.fresh().job(), Found.CREATED)
                            : slowly(List.of(row)).get(0));
        }
        return creations;
    }

    private List<Creation> slowly(List<JobRow> call) {
        return AtomicBatches.stored(
                        List.of(call),
                        now -> transactions.writeOn(
                                "storing jobs",
                                connection -> AtomicBatches.checked(
                                        now, List.of(oneByOne(connection, call, signals.listening())))))
                .get(0);
    }

    /** Each alone, because a driver that rewrites batches does not report which rows were stored. */
    private List<Creation> oneByOne(Connection connection, List<JobRow> call, String[] excluded) throws SQLException {
        List<Creation> creations = new ArrayList<>(call.size());
        for (JobRow row : call) {
            creations.addAll(creation.store(connection, List.of(row)));
        }
        if (creations.stream().anyMatch(made -> made.found() == Found.CREATED)) {
            signals.announceWork(connection, excluded);
        }
        return creations;
    }

    @Override
    public List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        if (plain(List.of(jobs)).isEmpty()) {
            return oneByOne(connection, jobs, new String[0]);
        }
        // Its own grids are notified by NOTIFY too: only that is part of the commit.
        return creations(
                connection,
                jobs,
                insert(connection, jobs, Optional.of(new String[0])).jobs());
    }

    /** The outcome of jobs given to the statement, in the same transaction. */
    private List<Creation> creations(Connection connection, List<JobRow> jobs, Set<JobRef> stored) throws SQLException {
        List<Creation> creations = new ArrayList<>(jobs.size());
        for (JobRow row : jobs) {
            creations.addAll(
                    stored.contains(row.ref())
                            ? List.of(new Creation(row.fresh().job(), Found.CREATED))
                            : oneByOne(connection, List.of(row), new String[0]));
        }
        return creations;
    }

    /** Whether an idle peer was notified of the write. */
    private interface Notifying {
        boolean isNotified();
    }

    /** The jobs that were stored. */
    private record Inserted(Set<JobRef> jobs, boolean isNotified) implements Notifying {}

    /** The outcomes of each call. */
    private record Made(List<List<Creation>> calls, boolean isNotified) implements Notifying {}

    /**
     * Stores jobs.
     *
     * @param excluded notifies idle peers except these; none if empty
     */
    private Inserted insert(Connection connection, List<JobRow> jobs, Optional<String[]> excluded) throws SQLException {
        List<JobRow> rows = jobs.stream().sorted(BY_JOB).toList();
        List<JobRow> keyed =
                rows.stream().filter(row -> key(row).isPresent()).sorted(BY_KEY).toList();
        List<EventRow> events =
                rows.stream().flatMap(row -> row.eventRow().stream()).toList();
        boolean isOne = rows.size() == 1 && events.size() == 1 && keyed.isEmpty();
        String wanted = isOne ? sql.createOne() : keyed.isEmpty() ? sql.create() : sql.createKeyed();
        try (PreparedStatement statement = connection.prepareStatement(wanted)) {
            int next = keyed.isEmpty() ? 1 : bindKeys(connection, statement, keyed);
            next = new PostgresArrays<>(connection, statement, next, rows)
                    .asOne(isOne)
                    .texts(row -> row.ref().workspace().value())
                    .texts(row -> row.ref().id().value())
                    .texts(row -> row.fresh().job().status().name())
                    .numbers(row -> row.fresh().job().state().version())
                    .times(row -> row.fresh().job().state().times().created())
                    .times(row -> row.fresh().job().state().times().updated())
                    .times(row -> JobStatements.queuedAt(row.fresh().job().state()))
                    .numbers(row -> micros(row.fresh().job().attempt().notBefore()))
                    .texts(JobRow::lane)
                    .times(JobRow::turn)
                    .numbers(row -> row.fresh().reservation().micros())
                    .texts(JobRow::spec)
                    .texts(JobRow::state)
                    .position();
            if (!keyed.isEmpty()) {
                next = new PostgresArrays<>(connection, statement, next, keyed)
                        .texts(row -> row.ref().id().value())
                        .position();
            }
            next = bindEvents(new PostgresArrays<>(connection, statement, next, events).asOne(isOne));
            bindNews(connection, statement, next, excluded);
            return inserted(statement);
        }
    }

    /** With an unknown list no peer can be excluded, so none is notified. */
    private void bindNews(Connection connection, PreparedStatement statement, int position, Optional<String[]> excluded)
            throws SQLException {
        statement.setString(position, signals.channel());
        statement.setArray(
                position + 1, excluded.isPresent() ? connection.createArrayOf("text", excluded.get()) : null);
    }

    private static Inserted inserted(PreparedStatement statement) throws SQLException {
        Set<JobRef> jobs = new HashSet<>();
        boolean isNotified = false;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                jobs.add(JobRows.ref(rows));
                isNotified |= rows.getString("notified") != null;
            }
        }
        return new Inserted(jobs, isNotified);
    }

    private static int bindKeys(Connection connection, PreparedStatement statement, List<JobRow> keyed)
            throws SQLException {
        return new PostgresArrays<>(connection, statement, 1, keyed)
                .texts(row -> row.ref().workspace().value())
                .texts(row -> key(row).orElseThrow().key())
                .texts(row -> row.ref().id().value())
                .times(row -> key(row).orElseThrow().expires())
                .position();
    }

    private static int bindEvents(PostgresArrays<EventRow> rows) throws SQLException {
        return rows.texts(row -> row.job().workspace().value())
                .texts(row -> row.job().id().value())
                .numbers(EventRow::sequence)
                .texts(EventRow::events)
                .position();
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        List<ChangeRow> changes = calls.stream().flatMap(List::stream).toList();
        Set<ChangeRow> stored = Collections.newSetFromMap(new IdentityHashMap<>());
        List<ChangeRow> left = changes;
        while (!left.isEmpty()) {
            // One change of each job at a time, in the order given.
            Set<JobRef> jobs = new HashSet<>();
            List<ChangeRow> now = new ArrayList<>();
            List<ChangeRow> later = new ArrayList<>();
            for (ChangeRow change : left) {
                (jobs.add(change.ref()) ? now : later).add(change);
            }
            Set<JobRef> written = written(now);
            now.stream().filter(change -> written.contains(change.ref())).forEach(stored::add);
            left = later;
        }
        return Calls.divided(changes.stream().map(stored::contains).toList(), calls);
    }

    /** The changed jobs, and whether an idle peer was notified. */
    private record Written(Set<JobRef> jobs, boolean isNotified) implements Notifying {}

    /** Changes of distinct jobs. */
    private Set<JobRef> written(List<ChangeRow> changes) {
        if (changes.stream().noneMatch(change -> change.last().isTakingOver())) {
            try {
                return write(changes);
            } catch (RuntimeException e) {
                if (!SqlFailure.isDuplicate(SqlFailure.of(e))
                        || changes.stream().noneMatch(ChangeRow::isHolding)) {
                    throw e;
                }
            }
        }
        return apart(changes);
    }

    /** For cases that one statement cannot handle: skip changes that lost the race for a device, and change owners. */
    private Set<JobRef> apart(List<ChangeRow> changes) {
        List<Boolean> applied = DeviceRace.without(
                changes,
                fair -> transactions.writeOn("storing changes of jobs", connection -> updateAndHold(connection, fair)));
        Set<JobRef> jobs = new HashSet<>();
        for (int i = 0; i < changes.size(); i++) {
            if (applied.get(i)) {
                jobs.add(changes.get(i).ref());
            }
        }
        return jobs;
    }

    private Set<JobRef> write(List<ChangeRow> changes) {
        boolean releases = changes.stream().anyMatch(change -> change.last().releasesAllocation());
        boolean notifies = releases && news.areDue();
        try {
            Written written = transactions.writeOnce(
                    "storing changes of jobs", connection -> write(connection, changes, notifies));
            markNotified(written.isNotified());
            return written.jobs();
        } finally {
            deferNotify(releases && !notifies);
        }
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        return updateAndHold(connection, List.of(change)).get(0);
    }

    private List<Boolean> updateAndHold(Connection connection, List<ChangeRow> changes) throws SQLException {
        Set<JobRef> stored = update(connection, changes);
        for (ChangeRow change : changes) {
            if (stored.contains(change.ref()) && !holds.write(connection, change.last())) {
                throw new DeviceHeldException(change);
            }
        }
        return changes.stream().map(change -> stored.contains(change.ref())).toList();
    }

    private Set<JobRef> update(Connection connection, List<ChangeRow> changes) throws SQLException {
        if (changes.isEmpty()) {
            return Set.of();
        }
        List<ChangeRow> rows = ordered(changes);
        boolean isQuiet = rows.stream().allMatch(this::isQuiet);
        try (PreparedStatement statement =
                connection.prepareStatement(sql(isQuiet).apply())) {
            int next = bindChanges(connection, statement, rows);
            if (!isQuiet) {
                bindMessages(connection, statement, bindCallbacks(connection, statement, next, rows), rows);
            }
            return refs(statement);
        }
    }

    private PostgresJobSql.Changes sql(boolean isQuiet) {
        return isQuiet ? sql.quiet() : sql.loud();
    }

    /** Whether a change needs no notification beside its events. */
    private boolean isQuiet(ChangeRow change) {
        return change.callbacks().findAny().isEmpty()
                && signals.message(change.last()).isEmpty();
    }

    private Written write(Connection connection, List<ChangeRow> changes, boolean notifies) throws SQLException {
        List<ChangeRow> rows = ordered(changes);
        List<ChangeRow> placed =
                rows.stream().filter(row -> row.last().isPlacing()).toList();
        List<ChangeRow> freed =
                rows.stream().filter(row -> row.last().releasesDevices()).toList();
        List<ChangeRow> ended =
                rows.stream().filter(row -> row.last().releasesAllocation()).toList();
        if (placed.isEmpty() && freed.isEmpty() && ended.isEmpty()) {
            return new Written(update(connection, changes), false);
        }
        boolean isQuiet = rows.stream().allMatch(this::isQuiet);
        PostgresJobSql.Changes wanted = sql(isQuiet);
        try (PreparedStatement statement = connection.prepareStatement(
                !freed.isEmpty() ? wanted.free() : placed.isEmpty() ? wanted.release() : wanted.place())) {
            int next = bindChanges(connection, statement, rows);
            if (!isQuiet) {
                next = bindCallbacks(connection, statement, next, rows);
            }
            if (!placed.isEmpty() || !freed.isEmpty()) {
                next = bindHolds(connection, statement, next, placed);
            }
            next = new PostgresArrays<>(connection, statement, next, ended)
                    .texts(change -> change.ref().workspace().value())
                    .texts(change -> change.ref().id().value())
                    .numbers(change -> (long) change.last().before().run().attempt())
                    .position();
            if (!freed.isEmpty()) {
                next = bindFreed(connection, statement, next, freed);
            }
            if (!isQuiet) {
                next = bindMessages(connection, statement, next, rows);
            }
            bindNews(connection, statement, next, notifies ? Optional.of(signals.listening()) : Optional.empty());
            return written(statement);
        }
    }

    private static Written written(PreparedStatement statement) throws SQLException {
        Set<JobRef> jobs = new HashSet<>();
        boolean isNotified = false;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                jobs.add(JobRows.ref(rows));
                isNotified |= rows.getInt("attempt") > 0 && rows.getLong("notified") > 0;
            }
        }
        return new Written(jobs, isNotified);
    }

    private record Device(Transition placing, String id) {}

    private static int bindHolds(
            Connection connection, PreparedStatement statement, int position, List<ChangeRow> placed)
            throws SQLException {
        List<Device> devices = placed.stream()
                .map(ChangeRow::last)
                .flatMap(placing -> place(placing).gpuIds().stream().map(id -> new Device(placing, id)))
                .toList();
        return new PostgresArrays<>(connection, statement, position, devices)
                .texts(device -> place(device.placing()).executor())
                .texts(device -> place(device.placing()).machine().value())
                .texts(Device::id)
                .texts(device -> device.placing().after().ref().workspace().value())
                .texts(device -> device.placing().after().id().value())
                .numbers(device -> (long) device.placing().after().attempt().number())
                .texts(device ->
                        device.placing().after().attempt().owner().orElseThrow().value())
                .texts(device -> place(device.placing()).node().value())
                .position();
    }

    private static int bindFreed(
            Connection connection, PreparedStatement statement, int position, List<ChangeRow> freed)
            throws SQLException {
        return new PostgresArrays<>(connection, statement, position, freed)
                .texts(change -> change.ref().workspace().value())
                .texts(change -> change.ref().id().value())
                .numbers(change -> (long) change.last().after().attempt().number())
                .texts(change -> HoldRows.noDevice(change.last().after().run()))
                .position();
    }

    private static Placement place(Transition placing) {
        return placing.after().attempt().placement().orElseThrow();
    }

    private static List<ChangeRow> ordered(List<ChangeRow> changes) {
        return changes.stream()
                .sorted(Comparator.comparing(
                                (ChangeRow change) -> change.ref().workspace().value())
                        .thenComparing(change -> change.ref().id().value()))
                .toList();
    }

    private static int bindChanges(Connection connection, PreparedStatement statement, List<ChangeRow> rows)
            throws SQLException {
        int next = new PostgresArrays<>(connection, statement, 1, rows)
                .texts(change -> change.ref().workspace().value())
                .texts(change -> change.ref().id().value())
                .numbers(ChangeRow::before)
                .texts(change -> change.after().status().name())
                .numbers(change -> change.after().version())
                .times(change -> change.after().times().updated())
                .times(change -> JobStatements.queuedAt(change.after()))
                .numbers(change -> micros(change.after().attempt().notBefore()))
                .texts(ChangeRow::state)
                .numbers(change -> change.settlement()
                        .map(Settlement::charged)
                        .map(charged -> charged.micros())
                        .orElse(null))
                .position();
        List<EventRow> events =
                rows.stream().flatMap(change -> change.eventRow().stream()).toList();
        return bindEvents(new PostgresArrays<>(connection, statement, next, events));
    }

    private static int bindCallbacks(
            Connection connection, PreparedStatement statement, int position, List<ChangeRow> rows)
            throws SQLException {
        List<CallbackDelivery> owed =
                rows.stream().flatMap(ChangeRow::callbacks).toList();
        return new PostgresArrays<>(connection, statement, position, owed)
                .texts(CallbackDelivery::id)
                .texts(delivery -> delivery.job().workspace().value())
                .texts(delivery -> delivery.job().id().value())
                .texts(delivery -> delivery.status().name())
                .texts(CallbackDelivery::receiver)
                .times(CallbackDelivery::created)
                .numbers(delivery -> (long) delivery.progress().tries())
                .times(CallbackDelivery::due)
                .position();
    }

    private int bindMessages(Connection connection, PreparedStatement statement, int position, List<ChangeRow> rows)
            throws SQLException {
        List<ChangeRow> signalled = rows.stream()
                .filter(change -> !signals.message(change.last()).isEmpty())
                .toList();
        statement.setString(position, signals.channel());
        int next = new PostgresArrays<>(connection, statement, position + 1, signalled)
                .texts(change -> change.ref().workspace().value())
                .texts(change -> change.ref().id().value())
                .texts(change -> signals.message(change.last()))
                .position();
        statement.setArray(next, connection.createArrayOf("text", signals.listening()));
        return next + 1;
    }

    private static @Nullable Long micros(Optional<Instant> at) {
        return at.map(TimeColumn::epochMicros).orElse(null);
    }

    private static Set<JobRef> refs(PreparedStatement statement) throws SQLException {
        Set<JobRef> refs = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                refs.add(JobRows.ref(rows));
            }
        }
        return refs;
    }
}
