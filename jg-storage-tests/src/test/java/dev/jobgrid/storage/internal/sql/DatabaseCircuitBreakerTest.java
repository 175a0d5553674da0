package dev.jobgrid.storage.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class DatabaseCircuitBreakerTest {
    private final Semaphore probes = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile String state = "";

    /** A probe that waits for the test. */
    private Connection probe() throws SQLException {
        begun.incrementAndGet();
        probes.acquireUninterruptibly();
        ended.incrementAndGet();
        if (!state.isEmpty()) {
            throw new SQLException("no connection", state);
        }
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:");
        return database.getConnection();
    }

    private DatabaseCircuitBreaker breaker() {
        return new DatabaseCircuitBreaker(this::probe, Duration.ofMillis(1));
    }

    @Test
    void callersPassWhileNothingIsKnown() {
        try (DatabaseCircuitBreaker breaker = breaker()) {
            breaker.doubt();

            assertThatCode(breaker::check).doesNotThrowAnyException();
            probes.release();
        }
    }

    @Test
    void itIsOpenWhileTheDatabaseTakesNoConnections() {
        state = "08001";
        try (DatabaseCircuitBreaker breaker = breaker()) {
            breaker.doubt();
            probes.release(3);

            await("the fourth probe").until(() -> begun.get() == 4);
            assertThatThrownBy(breaker::check)
                    .isInstanceOf(DatabaseCircuitBreaker.OpenException.class)
                    .hasMessageContaining("the database is down");

            state = "";
            probes.release();
            await("the breaker to close")
                    .untilAsserted(() -> assertThatCode(breaker::check).doesNotThrowAnyException());
            assertThat(ended).hasValue(4);
        }
    }

    @Test
    void oneProbeIsUnderWayAtATime() {
        state = "08001";
        try (DatabaseCircuitBreaker breaker = breaker()) {
            for (int i = 0; i < 100; i++) {
                breaker.doubt();
            }
            await("the probe").until(() -> begun.get() == 1);
            probes.release();
            await("the next probe").until(() -> begun.get() == 2);
            for (int i = 0; i < 100; i++) {
                breaker.doubt();
            }

            assertThat(begun.get() - ended.get()).isEqualTo(1);
            state = "";
            probes.release(1_000);
        }
        assertThat(begun).as("none was begun by a doubt").hasValue(2);
    }

    @Test
    void aDatabaseThatAnswersIsNotDownWhateverItSays() {
        for (String answer : new String[] {"28P01", "3D000", "53300"}) {
            state = answer;
            try (DatabaseCircuitBreaker breaker = breaker()) {
                breaker.doubt();
                probes.release();
                await("the probe to end").until(() -> ended.getAndSet(0) == 1);

                assertThatCode(breaker::check).as(answer).doesNotThrowAnyException();
            }
        }
    }
}
