package dev.jobgrid.bench.http;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The client process, controlled by the server process. Single-threaded. */
final class SecondProcess implements AutoCloseable {
    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    /** Starts a JVM with this class path, and with 256 MiB. */
    SecondProcess(Class<?> main, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        builder.command().addAll(List.of(args));
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Writes requests for {@link LoadClient} to read. */
    static Path requests(Path file, List<String> requests) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(requests.size());
            for (String request : requests) {
                byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
        return file;
    }

    /** Responses per second to these clients. */
    double rate(int port, Path requests, int connections, long millis) throws IOException {
        orders.println(port + " " + requests + " " + connections + " " + millis);
        String[] response = line().split(" ");
        if (!response[1].equals("0")) {
            throw new IOException(response[1] + " requests were not answered with 2xx");
        }
        return Double.parseDouble(response[0]);
    }

    /** Processor time that it has used. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Reads the next line of its output. */
    String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the clients' process ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.destroy();
    }
}
