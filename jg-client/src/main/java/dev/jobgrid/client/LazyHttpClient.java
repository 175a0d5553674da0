package dev.jobgrid.client;

import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JDK's client, made for the first request that needs it: that takes a tenth of a second in a new JVM. Thread-safe. */
final class LazyHttpClient implements AutoCloseable {
    private final Duration connectTimeout;
    private final ServerRoute route;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private @Nullable HttpClient client;

    LazyHttpClient(Duration connectTimeout, ServerRoute route) {
        this.connectTimeout = connectTimeout;
        this.route = route;
    }

    synchronized HttpClient get() {
        HttpClient made = client;
        if (made == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    // The key is sent to the configured server only.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connectTimeout)
                    .executor(threads);
            route.tls().ifPresent(builder::sslContext);
            route.proxies().ifPresent(builder::proxy);
            made = builder.build();
            client = made;
        }
        return made;
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "jobgrid-client");
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        end();
        threads.shutdownNow();
    }

    /**
     * Ends the client's own thread: a JVM that exits waits for a third of a second for such a thread, and before JDK 21 it
     * lasts until nothing refers to the client.
     */
    private synchronized void end() {
        if (client == null) {
            return;
        }
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
            HttpClient.class.getMethod("awaitTermination", Duration.class).invoke(client, Duration.ofSeconds(1));
        } catch (NoSuchMethodException e) {
            interruptThread(client);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Before JDK 21 a client cannot be closed. Its thread ends when interrupted; its name has the number that the client prints. */
    private static void interruptThread(HttpClient client) {
        Matcher number = Pattern.compile("\\((\\d+)\\)$").matcher(client.toString());
        if (!number.find()) {
            return;
        }
        String name = "HttpClient-" + number.group(1) + "-SelectorManager";
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.interrupt();
                join(thread);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
