package dev.jobgrid.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The threads of this JVM and where they are, virtual ones too where it has them (from JDK 21 on). */
final class ThreadDump {
    private ThreadDump() {}

    /** The dump as text. */
    static String take() {
        return Runtime.version().feature() < 21 ? ofPlatformThreads() : ofAllThreads();
    }

    private static String ofPlatformThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey() + " " + thread.getKey().getState()
                        + Arrays.stream(thread.getValue())
                                .map(frame -> "\n      " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n\n"));
    }

    /** By reflection, since the code is compiled for Java 17. The JVM writes into a new file only. */
    private static String ofAllThreads() {
        try {
            Class<?> bean = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Class<?> formats = Class.forName("com.sun.management.HotSpotDiagnosticMXBean$ThreadDumpFormat");
            Object text = formats.getField("TEXT_PLAIN").get(null);
            Object diagnostics = ManagementFactory.getPlatformMXBean(bean.asSubclass(PlatformManagedObject.class));
            Path folder = Files.createTempDirectory("threads");
            Path file = folder.resolve("dump.txt");
            bean.getMethod("dumpThreads", String.class, formats).invoke(diagnostics, file.toString(), text);
            String dump = Files.readString(file);
            Files.delete(file);
            Files.delete(folder);
            return dump;
        } catch (IOException e) {
            throw new UncheckedIOException("the threads cannot be written into a file", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a HotSpot JVM of version 21 or later dumps its threads", e);
        }
    }
}
