package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.AuthConfig;
import dev.jobgrid.executor.docker.RegistryLogin;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Pulls of one Engine: concurrent requests for an image share one pull. A pull continues when its waiting runs are
 * stopped, since the next run most likely needs the image too. Thread-safe.
 */
public final class ImagePulls {
    private static final Duration STALL = Duration.ofMinutes(5);
    private static final long LOOK_MILLIS = 200;
    private static final long REPORT_NANOS = Duration.ofSeconds(3).toNanos();

    private final Map<String, Pull> pulls = new HashMap<>();
    private final EngineApi api;
    private final Executor threads;
    private final RegistryLogin.Directory logins;

    private record Pull(CompletableFuture<Boolean> done, PullProgress progress) {}

    ImagePulls(EngineApi api, Executor threads, RegistryLogin.Directory logins) {
        this.api = api;
        this.threads = threads;
        this.logins = logins;
    }

    /** Pulls the image, or waits for a running pull; reports progress periodically. */
    public void fetch(String image, Cancellation cancellation, Consumer<String> progress) throws IOException {
        Pull pull = join(image);
        progress.accept("Fetching image " + image);
        long lastReport = System.nanoTime();
        String lastText = "";
        while (!isDone(pull)) {
            cancellation.check();
            String text = pull.progress().text();
            if (System.nanoTime() - lastReport > REPORT_NANOS && !text.equals(lastText)) {
                progress.accept("Fetching image " + image + text);
                lastReport = System.nanoTime();
                lastText = text;
            }
        }
    }

    private Pull join(String image) {
        synchronized (pulls) {
            Pull running = pulls.get(image);
            if (running != null) {
                return running;
            }
            Pull pull = new Pull(new CompletableFuture<>(), new PullProgress());
            pulls.put(image, pull);
            threads.execute(() -> run(image, pull));
            return pull;
        }
    }

    private void run(String image, Pull pull) {
        ImageName name = new ImageName(image);
        try {
            Map<String, String> headers = logins.login(name.registry())
                    .map(login -> Map.of("X-Registry-Auth", header(login, name.serverAddress())))
                    .orElse(Map.of());
            api.pull(name, headers, new StallTimer(STALL), pull.progress());
            ended(image, pull);
            pull.done().complete(true);
        } catch (IOException | RuntimeException e) {
            ended(image, pull);
            pull.done().completeExceptionally(e);
        }
    }

    private void ended(String image, Pull pull) {
        synchronized (pulls) {
            pulls.remove(image, pull);
        }
    }

    private static boolean isDone(Pull pull) throws IOException {
        try {
            return pull.done().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineRefusalException refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof GuardedLookup.FailedException failed) {
                throw failed;
            }
            throw new EngineDownException("the pull was aborted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted");
        }
    }

    private static String header(RegistryLogin login, String registry) {
        return Base64.getUrlEncoder()
                .encodeToString(EngineJson.bytes(new AuthConfig()
                        .withUsername(login.user())
                        .withPassword(login.password().value())
                        .withRegistryAddress(registry)));
    }
}
