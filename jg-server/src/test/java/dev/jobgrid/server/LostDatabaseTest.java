package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.server.TimedApi.Access;
import dev.jobgrid.server.TimedApi.Answer;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.engine.SilentProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real server loses its database in three ways while clients read and a job runs. */
@Tag("nightly")
class LostDatabaseTest {
    private static final int READERS = 8;

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void readsAreAnsweredAndHealthSaysWhatIsWrong() throws Exception {
        Path gate = folder.resolve("gate");
        TimedApi api = new TimedApi();
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPort(FreePort.find()).start();
                SilentProxy door = SilentProxy.before(url(postgres));
                ServerProcess server = ServerProcess.start(
                        folder,
                        Programs.PATH,
                        "--simulate-gpu=NVIDIA L4:24",
                        "--postgres=" + door.through(url(postgres)));
                Readiness health = new Readiness(server, "lost-database")) {
            Access access = new Access(server.url(), server.key());
            ApiJobs jobs = server.jobs();
            jobs.submitGated("running", gate);
            await("the job to print").until(() -> jobs.lines("running").contains("began"));

            // The connections that there are go silent, and new ones work: no read notices.
            assertThat(read(api, access)).extracting(Answer::status).containsOnly(200);
            door.forget();
            assertThat(read(api, access)).extracting(Answer::status).containsOnly(200);

            // All go silent.
            await("health to be well again").until(() -> health.ask().startsWith("200"));
            door.silence();
            await("health to say so").until(() -> health.ask().startsWith("503"));
            assertThat(read(api, access)).allSatisfy(LostDatabaseTest::isUnavailable);
            door.forget();
            await("health to be well again").until(() -> health.ask().startsWith("200"));
            assertThat(read(api, access)).extracting(Answer::status).containsOnly(200);

            // The database is down.
            door.refuse();
            await("health to say so").until(() -> health.ask().startsWith("503"));
            assertThat(health.ask()).contains("the database is down").doesNotContain("disk is full");
            assertThat(read(api, access)).allSatisfy(LostDatabaseTest::isUnavailable);
            door.admit();
            await("health to be well again").until(() -> health.ask().startsWith("200"));

            Files.createFile(gate);
            jobs.awaitCompleted("running");
            assertThat(jobs.lines("running")).containsExactly("began", "ended");
            assertThat(jobs.retries("running")).isZero();
        }
    }

    private static String url(EmbeddedPostgres postgres) {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    private static void isUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().path("error").path("code").asText()).isEqualTo("STORE_UNAVAILABLE");
        assertThat(answer.body().toString()).doesNotContain("disk is full");
    }

    /** What readers are answered that ask at the same time; each has an answer, however long that takes. */
    private static List<Answer> read(TimedApi api, Access access) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                asked.add(threads.submit(() -> api.get(access, "/v1/jobs/running")));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
