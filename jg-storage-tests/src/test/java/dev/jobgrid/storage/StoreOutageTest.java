package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.internal.postgres.PostgresProbe;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.engine.SilentProxy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that is down, silent, takes no writes or lets nobody in, and what is said of it. */
class StoreOutageTest {
    private static final String SCHEMA = "outage";

    @TempDir
    private Path folder;

    /** A user who is asked for a password, as those of the test's server are not. */
    @BeforeAll
    static void makeUser() throws Exception {
        TestPostgres.execute("DROP ROLE IF EXISTS outage_user");
        TestPostgres.execute("CREATE ROLE outage_user LOGIN PASSWORD 's3cret-right'");
        String file = Jdbi.create(TestPostgres.database())
                .withHandle(handle ->
                        handle.createQuery("SHOW hba_file").mapTo(String.class).one());
        Path rules = Path.of(file);
        Files.writeString(rules, "host all outage_user all scram-sha-256\n" + Files.readString(rules));
        TestPostgres.execute("SELECT pg_reload_conf()");
        await("the rule to hold").until(() -> !enters("s3cret-wrong"));
        assertThat(enters("s3cret-right")).isTrue();
    }

    private static boolean enters(String password) {
        try (Connection connection = DriverManager.getConnection(passwordUrl(), "outage_user", password)) {
            return connection.isValid(60);
        } catch (SQLException e) {
            return false;
        }
    }

    private static NewJob job(String id) {
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), Stored.leastSpec(), Instant.EPOCH);
    }

    private static JobGridException refusal(ThrowingCallable call) {
        return catchThrowableOfType(JobGridException.class, call);
    }

    private static void assertUnavailable(JobGridException refusal, String reason) {
        assertThat(refusal.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(refusal.retryAfter()).isPresent();
        assertThat(refusal).hasMessageContaining(reason);
    }

    @Test
    void aDatabaseThatIsDownIsUnavailableForReadsAndWrites() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        HikariConfig config = new HikariConfig();
        // It is open from the start, however long that takes; later calls wait for a connection in vain.
        config.setInitializationFailTimeout(60_000);
        config.setConnectionTimeout(250);
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url());
                HikariDataSource pool = poolOf(config, proxy.through(TestPostgres.url()));
                PostgresStorage storage =
                        TestPostgres.builder(SCHEMA, folder).dataSource(pool).open()) {
            awaitNoProblem(pool, TestPostgres.names(SCHEMA));
            proxy.refuse();

            assertUnavailable(refusal(() -> storage.jobs().create(List.of(job("a")))), "storing jobs failed");
            awaitKnownToBeDown(storage);
            assertUnavailable(refusal(() -> storage.jobs().find(job("a").job().ref())), "failed");
            assertUnavailable(refusal(() -> storage.admission().census(10)), "failed");
            assertThat(storage.problem())
                    .hasValueSatisfying(problem ->
                            assertThat(problem).contains("the database is down").doesNotContain("127.0.0.1"));
            assertThat(storage.isReachable()).isFalse();
        }
    }

    private static void awaitKnownToBeDown(Storage storage) {
        await("the database to be known to be down")
                .until(() -> storage.problem().orElse("").contains("the database is down"));
    }

    @Test
    void callersOfADatabaseThatIsKnownToBeDownAskForNoConnection() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        HikariConfig config = new HikariConfig();
        config.setInitializationFailTimeout(60_000);
        config.setConnectionTimeout(250);
        Thread caller = Thread.currentThread();
        AtomicInteger asked = new AtomicInteger();
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url());
                HikariDataSource pool = poolOf(config, proxy.through(TestPostgres.url()));
                PostgresStorage storage = TestPostgres.builder(SCHEMA, folder)
                        .dataSource(beforeConnections(pool, () -> {
                            if (Thread.currentThread() == caller) {
                                asked.incrementAndGet();
                            }
                        }))
                        .open()) {
            proxy.refuse();
            // Each has the database probed, until the pool has seen that it takes none.
            await("the database to be known to be down")
                    .until(() -> Optional.ofNullable(
                                    refusal(() -> storage.jobs().create(List.of(job("a")))))
                            .map(JobGridException::getMessage)
                            .orElse("")
                            .contains("the database is down"));
            asked.set(0);

            assertUnavailable(refusal(() -> storage.jobs().create(List.of(job("a")))), "the database is down");
            assertUnavailable(refusal(() -> storage.jobs().find(job("a").job().ref())), "the database is down");
            assertUnavailable(refusal(() -> storage.admission().census(10)), "the database is down");
            assertThat(asked).hasValue(0);
        }
    }

    /** A pool whose callers do something first. */
    private static DataSource beforeConnections(DataSource pool, Runnable first) {
        return proxied(DataSource.class, pool, (method, args) -> {
            if (method.getName().equals("getConnection")) {
                first.run();
            }
            return method.invoke(pool, args);
        });
    }

    /** What a call of a method comes to. */
    @FunctionalInterface
    private interface Call {
        Object of(Method method, Object... args) throws Throwable;
    }

    private static <T> T proxied(Class<T> type, T inner, Call call) {
        return type.cast(Proxy.newProxyInstance(
                inner.getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    try {
                        return call.of(method, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void aReadWhoseConnectionGoesSilentIsTriedOverAnother() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        PGSimpleDataSource direct = new PGSimpleDataSource();
        AtomicBoolean goesSilent = new AtomicBoolean();
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url())) {
            direct.setUrl(proxy.through(TestPostgres.url())); // without any bound of its own
            try (PostgresStorage storage = TestPostgres.builder(SCHEMA, folder)
                    .dataSource(afterConnecting(direct, connection -> {
                        if (goesSilent.getAndSet(false)) {
                            proxy.forget();
                        }
                        return connection;
                    }))
                    .open()) {
                storeOnce(storage, "a");
                goesSilent.set(true);

                CompletableFuture<Optional<Job>> leader = find(storage, "a");
                List<CompletableFuture<Optional<Job>>> others =
                        List.of(find(storage, "a"), find(storage, "b"), find(storage, "a"));

                await("the read that leads").until(leader::isDone);
                assertThat(leader.join()).isPresent();
                await("those that share reads with it")
                        .until(() -> others.stream().allMatch(CompletableFuture::isDone));
                assertThat(others).extracting(found -> found.join().isPresent()).containsExactly(true, false, true);
            }
        }
    }

    private static CompletableFuture<Optional<Job>> find(Storage storage, String id) {
        return CompletableFuture.supplyAsync(
                () -> storage.jobs().find(job(id).job().ref()), threads -> new Thread(threads).start());
    }

    @Test
    void readsOfTheOwnPoolGoOnWhenItsConnectionsGoSilent() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url());
                PostgresStorage storage = opened(TestPostgres.builder(SCHEMA, folder)
                        // Long enough for a connection that is tried, and a login that is under way.
                        .connectionTimeout(Duration.ofSeconds(20))
                        .url(proxy.through(TestPostgres.url()) + "&socketTimeout=0&loginTimeout=1"))) {
            storeOnce(storage, "a");
            find(storage, "a").join();
            proxy.forget();

            CompletableFuture<Optional<Job>> read = find(storage, "a");

            await("the read").until(read::isDone);
            assertThat(read.join()).isPresent();
        }
    }

    @Test
    void aStoreWhoseLookUpsFailHasAProblem() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        AtomicBoolean failing = new AtomicBoolean();
        try (PostgresStorage storage = TestPostgres.builder(SCHEMA, folder)
                .dataSource(afterConnecting(
                        TestPostgres.database(), connection -> failing.get() ? withoutLookUps(connection) : connection))
                .open()) {
            assertThat(storage.problem()).isEmpty();
            failing.set(true);

            assertThat(storage.problem()).hasValue("reading jobs failed: the connection to the database was lost");
            assertThat(storage.isReachable()).isFalse();
        }
    }

    private static Connection withoutLookUps(Connection connection) {
        return proxied(Connection.class, connection, (method, args) -> {
            if (method.getName().equals("prepareStatement")
                    && args[0].toString().contains("FROM (VALUES")) {
                throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
            }
            return method.invoke(connection, args);
        });
    }

    /** A pool whose connections are changed before they are handed out. */
    private static DataSource afterConnecting(DataSource pool, UnaryOperator<Connection> change) {
        return proxied(DataSource.class, pool, (method, args) -> {
            Object result = method.invoke(pool, args);
            return result instanceof Connection connection ? change.apply(connection) : result;
        });
    }

    @Test
    void aDatabaseThatTakesNoWritesIsUnavailableForThemAndSaysSo() {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        try (PostgresStorage storage = TestPostgres.builder(SCHEMA, folder)
                .url(TestPostgres.url() + "&options=-c%20default_transaction_read_only=on")
                .open()) {
            assertUnavailable(refusal(() -> storage.jobs().create(List.of(job("a")))), "read-only");
            assertThat(storage.jobs().find(job("a").job().ref())).isEmpty();
            await("a look in time")
                    .untilAsserted(() -> assertThat(storage.problem())
                            .hasValueSatisfying(problem -> assertThat(problem).contains("read-only")));
            await("it can be read").until(storage::isReachable);
        }
    }

    @Test
    void aWriteWhoseConnectionGoesSilentIsStoredOnceByAnother() throws Exception {
        // The pool's own bound is longer; the URL's goes before it.
        writeOverSilentConnections("&socketTimeout=1");
    }

    @Test
    @Tag("stress")
    void aWriteWhoseConnectionGoesSilentIsStoredWithoutABoundInTheUrl() throws Exception {
        writeOverSilentConnections("");
    }

    private void writeOverSilentConnections(String more) throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url());
                PostgresStorage storage =
                        opened(TestPostgres.builder(SCHEMA, folder).url(proxy.through(TestPostgres.url()) + more))) {
            storeOnce(storage, "a");
            proxy.forget();

            for (String id : List.of("b", "c", "d")) {
                storeOnce(storage, id);
            }
        }
        try (PostgresStorage storage = TestPostgres.builder(SCHEMA, folder).open()) {
            for (String id : List.of("a", "b", "c", "d")) {
                assertThat(storage.jobs().events(job(id).job().ref(), 0, 10)).hasSize(2);
            }
        }
    }

    /** With a bound so short that a busy machine may not even open it by then. */
    private static PostgresStorage opened(PostgresStorageBuilder builder) {
        return await("the store to open")
                .ignoreException(JobGridException.class)
                .until(builder::open, Objects::nonNull);
    }

    /** Whatever it is told: afterwards the job is there, once. */
    private static void storeOnce(PostgresStorage storage, String id) {
        JobGridException refusal = refusal(() -> storage.jobs().create(List.of(job(id))));
        if (refusal != null) {
            assertThat(refusal.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            storeOnce(storage, id);
        }
    }

    @Test
    void aLookAtADatabaseThatHasGoneSilentEnds() throws Exception {
        TestPostgres.emptyStorage(SCHEMA, folder).close();
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(1);
        TableNames names = TestPostgres.names(SCHEMA);
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url());
                HikariDataSource pool = poolOf(config, proxy.through(TestPostgres.url()))) {
            // The pool hands a connection out unseen only if it was used a moment ago.
            await("a look over a silent connection").until(() -> {
                awaitNoProblem(pool, names);
                proxy.forget();
                Optional<String> problem = PostgresProbe.at(pool::getConnection, names, Duration.ofMillis(200))
                        .problem();
                problem.ifPresent(told -> assertThat(told).isEqualTo("the connection to the database was lost"));
                return problem.isPresent();
            });
            awaitNoProblem(pool, names);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).as("as it was").isZero();
            }
        }
    }

    private static void awaitNoProblem(DataSource pool, TableNames names) {
        await("a look in time")
                .until(() ->
                        PostgresProbe.at(pool::getConnection, names).problem().isEmpty());
    }

    @Test
    void aWrongPasswordIsCalledThat() {
        assertRefusesThePassword(TestPostgres.builder(SCHEMA, folder)
                .user("outage_user", new Secret("s3cret-wrong"))
                .url(passwordUrl()));
    }

    @Test
    void aWrongPasswordOfAPoolIsCalledThat() {
        HikariConfig config = new HikariConfig();
        config.setUsername("outage_user");
        config.setPassword("s3cret-wrong");
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = poolOf(config, passwordUrl())) {
            // A call that comes before the pool was refused anything hears nothing of it.
            await("the pool to be refused")
                    .untilAsserted(() -> assertRefusesThePassword(
                            TestPostgres.builder(SCHEMA, folder).dataSource(pool)));
        }
    }

    private static void assertRefusesThePassword(PostgresStorageBuilder builder) {
        JobGridException refusal = refusal(builder::open);

        assertUnavailable(refusal, "the database refuses the user or the password");
        assertHoldsNo(refusal, "s3cret");
    }

    private static String passwordUrl() {
        return TestPostgres.url().replaceAll("\\?.*", "");
    }

    private static HikariDataSource poolOf(HikariConfig config, String url) {
        config.setJdbcUrl(url);
        return new HikariDataSource(config);
    }

    @Test
    void aDatabaseThatThereIsNotIsCalledThat() {
        assertUnavailable(
                refusal(() -> TestPostgres.builder(SCHEMA, folder)
                        .url(TestPostgres.url("nowhere"))
                        .open()),
                "there is no such database");
    }

    @Test
    void aServerThatThereIsNotIsCalledThat() {
        assertUnavailable(
                refusal(() -> TestPostgres.builder(SCHEMA, folder)
                        .url("jdbc:postgresql://127.0.0.1:1/postgres")
                        .connectionTimeout(Duration.ofMillis(250))
                        .open()),
                "the database cannot be reached");
    }

    @Test
    void aServerThatAnswersNoLoginCannotBeReached() throws Exception {
        try (SilentProxy proxy = SilentProxy.before(TestPostgres.url())) {
            proxy.silence();

            assertUnavailable(
                    refusal(() -> TestPostgres.builder(SCHEMA, folder)
                            .url(proxy.through(TestPostgres.url()) + "&socketTimeout=0")
                            .connectionTimeout(Duration.ofMillis(250))
                            .open()),
                    "the database cannot be reached");
        }
    }

    @Test
    void aUrlThatIsNoneOfOursIsRefusedWithoutSecrets() {
        for (String url : List.of(
                "jdbc:mysql://u:s3cret@host/db",
                "postgres://u:s3cret@host/db",
                "postgresql://u:s3cret@host/db?password=s3cret",
                "jdbc:postgresql://host:port/db?password=s3cret",
                "s3cret",
                "")) {
            JobGridException refusal =
                    refusal(() -> TestPostgres.builder(SCHEMA, folder).url(url).open());

            assertThat(refusal.code()).as(url).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refusal).hasMessageContaining("jdbc:postgresql://host:port/database");
            assertHoldsNo(refusal, "s3cret");
        }
    }

    @Test
    void aPoolThatLeadsElsewhereIsRefused() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:elsewhere");

        assertThatThrownBy(() ->
                        TestPostgres.builder(SCHEMA, folder).dataSource(h2).open())
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("'H2'")
                .hasMessageContaining("PostgreSQL");
    }

    private static void assertHoldsNo(JobGridException refusal, String secret) {
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(secret);
    }
}
