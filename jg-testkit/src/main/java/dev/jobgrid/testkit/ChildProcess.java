package dev.jobgrid.testkit;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM started by a test, which ends with the test's: its stdin is a pipe from the test's JVM, and it halts when that
 * pipe closes, however the test's JVM ended. So keep the {@link Process} while it should live, and leave its stdin a
 * pipe.
 */
public final class ChildProcess {
    private ChildProcess() {}

    /**
     * The command that starts a class on this JVM's class path.
     *
     * @param main has a method {@code main}, and need not be public
     */
    public static ProcessBuilder of(Class<?> main, String... args) {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // few live long enough for more
                "-Xmx256m",
                "-cp",
                classPath(main),
                ChildProcess.class.getName(),
                main.getName());
        return new ProcessBuilder(Stream.concat(java, Stream.of(args)).toList());
    }

    private static String classPath(Class<?> main) {
        // A launcher may have put the tests on a class path of its own.
        return main.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(ChildProcess::file)
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Runs in the child. Arguments: the name of a class, and the arguments of its {@code main}. */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(ChildProcess::endWithParent, "parent");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) List.of(args).subList(1, args.length).toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody says anything.
            }
        } catch (IOException e) {
            // It is over either way.
        }
        Runtime.getRuntime().halt(1); // nobody is there to wait for an orderly end
    }
}
