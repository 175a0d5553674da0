package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The job that a command is about: from a file, from flags, or from both, where flags win. */
final class DraftOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "IMAGE", description = "Image to run, before --.")
    private @Nullable String image;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "Program and its arguments, after --. Default: the image's own.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Job as JSON or YAML, with the fields of the API; - reads stdin. Flags override it.")
    private @Nullable Path file;

    @Option(names = "--name", paramLabel = "TEXT", description = "Name of the job. Default: the name of the image.")
    private @Nullable String name;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Image, as the argument IMAGE.")
    private @Nullable String imageOption;

    @Option(
            names = "--workload",
            paramLabel = "TYPE",
            description = "Type of the workload: inference, training, fine-tuning or batch. Default: batch.")
    private @Nullable String workload;

    @Option(names = "--gpu", paramLabel = "MODEL[:N]", description = "GPUs: L4, L4:2, or 2 of any model. Default: 1.")
    private @Nullable String gpu;

    @Option(
            names = "--model-size",
            paramLabel = "GB",
            description = "Size of the model that the GPUs must hold, in GB.")
    private @Nullable Double modelSize;

    @Option(names = "--command", paramLabel = "TEXT", description = "Program, in place of COMMAND.")
    private @Nullable String command;

    @Option(names = "--arg", paramLabel = "TEXT", description = "Argument of the program. Repeatable.")
    private List<String> args = new ArrayList<>();

    @Option(
            names = "--optimize-for",
            paramLabel = "WHAT",
            description = "Goal of the placement: cost, speed or balanced. Default: cost, if no file is given.")
    private @Nullable String optimizeFor;

    @Option(
            names = "--max-price-hour",
            paramLabel = "USD",
            description = "Maximum price of the GPUs per hour, in dollars.")
    private @Nullable Double maxPrice;

    @Option(names = "--cost-priority", paramLabel = "LEVEL", description = "low, balanced or high.")
    private @Nullable String costPriority;

    @Option(names = "--latency-priority", paramLabel = "LEVEL", description = "low, balanced or high.")
    private @Nullable String latencyPriority;

    @Option(names = "--template", paramLabel = "SLUG", description = "Template that has what is not given.")
    private @Nullable String template;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Maximum time of the program, such as 30m.")
    private @Nullable Duration timeout;

    @Option(
            names = "--mount",
            paramLabel = "NAME",
            description = "Folder of the node to mount at /workspace/mounts/NAME. Repeatable.")
    private List<String> mounts = new ArrayList<>();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "Environment variable of the program; without a value, that of jg. Repeatable. Other"
                    + " users of this machine can see arguments: pass secrets by name alone or by --env-file.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "File of environment variables, one per line. Repeatable.")
    private List<Path> envFiles = new ArrayList<>();

    /**
     * Reads the fields of a draft.
     *
     * @throws ParameterException if they are not those of the API
     */
    Draft checked(ObjectNode fields) {
        try {
            return DraftFile.draft(fields);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The fields of the draft, without files to upload.
     *
     * @throws ParameterException if the file or a flag cannot be read
     */
    ObjectNode read() throws IOException {
        return read(true);
    }

    /** Only the fields that are given, for a launch plan that has the others. */
    ObjectNode readGiven() throws IOException {
        return read(false);
    }

    private ObjectNode read(boolean hasDefaults) throws IOException {
        Shell shell = Shell.of(spec);
        try {
            ObjectNode draft = file == null
                    ? WireJson.object("{}".getBytes(StandardCharsets.UTF_8))
                    : DraftFile.read(file, shell.in());
            CommandWords read = words();
            putText(draft, read.image());
            putRoute(draft);
            putLimits(draft);
            putCommand(draft, read.command());
            putEnvironment(draft, shell);
            if (hasDefaults) {
                putDefaults(draft);
            }
            return draft;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private CommandWords words() {
        List<String> all = new ArrayList<>(words);
        if (image != null) {
            all.add(0, image);
        }
        return CommandWords.of(all, spec.commandLine().getParseResult().expandedArgs());
    }

    private void putText(ObjectNode draft, Optional<String> image) {
        if (image.isPresent() && imageOption != null) {
            throw new IllegalArgumentException(
                    "the image is given twice: " + image.get() + " and --image " + imageOption);
        }
        put(draft, "name", name);
        put(draft, "template_slug", template);
        put(draft, "image", image.orElse(imageOption));
        put(draft, "workload_type", workload);
        put(draft, "optimize_for", optimizeFor);
        put(draft, "cost_priority", costPriority);
        put(draft, "latency_priority", latencyPriority);
    }

    private static void put(ObjectNode draft, String field, @Nullable String value) {
        if (value != null) {
            draft.put(field, value);
        }
    }

    private void putRoute(ObjectNode draft) {
        if (gpu != null) {
            GpuText.put(gpu, draft);
        }
        if (modelSize != null) {
            draft.put("model_size_gb", modelSize);
        }
        if (maxPrice != null) {
            object(draft, "constraints").put("max_price_per_hour", maxPrice);
        }
    }

    private void putLimits(ObjectNode draft) {
        if (timeout != null) {
            draft.put("timeout_seconds", timeout.toSeconds());
        }
        if (!mounts.isEmpty()) {
            mounts.forEach(draft.putArray("mounts")::add);
        }
    }

    private void putCommand(ObjectNode draft, List<String> words) {
        if (command != null && !words.isEmpty()) {
            throw new IllegalArgumentException("the command is given twice: after -- and by --command");
        }
        if (command == null && !args.isEmpty() && words.isEmpty()) {
            throw new IllegalArgumentException("--arg is given without a command; give the program by --command");
        }
        if (command != null) {
            draft.put("command", command);
            draft.remove("args");
        } else if (!words.isEmpty()) {
            draft.remove("args");
            words.forEach(draft.putArray("command")::add);
        }
        if (!args.isEmpty()) {
            args.forEach(draft.putArray("args")::add);
        }
    }

    private void putEnvironment(ObjectNode draft, Shell shell) throws IOException {
        EnvironmentText text = new EnvironmentText(shell.environment());
        for (Path path : envFiles) {
            text.addFile(path);
        }
        env.forEach(variable -> text.add(variable, "--env"));
        if (!text.variables().isEmpty()) {
            ObjectNode variables = object(draft, "environment");
            text.variables().forEach(variables::put);
        }
    }

    private static ObjectNode object(ObjectNode draft, String field) {
        return draft.get(field) instanceof ObjectNode known ? known : draft.putObject(field);
    }

    private void putDefaults(ObjectNode draft) {
        if (file == null && template == null) {
            if (!draft.has("image")) {
                throw new IllegalArgumentException(
                        "no image is given; name one, as in 'jg run IMAGE -- COMMAND', or give a job by -f FILE");
            }
            putIfAbsent(draft, "name", lastSegment(draft.path("image").asText()));
            putIfAbsent(draft, "workload_type", "batch");
            putIfAbsent(draft, "optimize_for", "cost");
        }
        Draft read = JobRequestJson.read(draft);
        GpuRequest asked = read.spec().gpu();
        boolean isTold = read.spec().template().isPresent() || asked.asksForGpu() || asked.cpuOnly();
        if (!isTold && read.problems().isEmpty()) {
            draft.put("gpu_count", 1);
        }
    }

    private static void putIfAbsent(ObjectNode draft, String field, String value) {
        if (!draft.has(field)) {
            draft.put(field, value);
        }
    }

    /** "cuda" of "registry.example.com/nvidia/cuda:12.4.1-base". */
    private static String lastSegment(String image) {
        return image.replaceAll("@.*", "").replaceAll(".*/", "").replaceAll(":.*", "");
    }
}
