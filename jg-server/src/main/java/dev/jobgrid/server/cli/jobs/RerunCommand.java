package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.id.JobId;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.RerunRequestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits jobs again. */
@Command(
        name = "rerun",
        description = {
            "Submit jobs again, with some fields changed, and print the new ids.",
            "Environment variables are kept."
        },
        footer = {"", "Example: jg rerun job_123 --set gpu_count=2 --set environment.EPOCHS=20"},
        mixinStandardHelpOptions = true)
public final class RerunCommand implements Callable<Integer> {
    private static final String ENVIRONMENT = "environment";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "JOB", arity = "1..*", converter = JobIdConverter.class, description = "Ids of the jobs.")
    private List<JobId> ids = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "Field of the API and its new value, JSON or plain text; environment.NAME for a"
                    + " variable. Repeatable.")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--unset", paramLabel = "NAME", description = "Environment variable to leave out. Repeatable.")
    private List<String> unset = new ArrayList<>();

    @Mixin
    private Consent consent = new Consent();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Override
    public Integer call() throws IOException {
        DraftChanges changed = changes();
        if (ids.size() > 1 && !consent.given("Submit " + ids.size() + " jobs again?")) {
            return ExitCode.FAILED;
        }
        try (JobGrid target = grid.open()) {
            for (JobId id : ids) {
                Receipt receipt = target.rerun(id, changed, SubmitOptions.NONE);
                receipt.warnings()
                        .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
                spec.commandLine().getOut().println(receipt.job().id());
            }
        }
        return ExitCode.OK;
    }

    private DraftChanges changes() {
        ObjectNode fields = JSON.createObjectNode();
        changes.forEach(change -> put(change, fields));
        unset.forEach(name -> variables(fields).putNull(name));
        DraftChanges changed = RerunRequestJson.read(WireJson.bytes(fields));
        if (!changed.draft().problems().isEmpty()) {
            throw wrong("--set: "
                    + changed.draft().problems().stream().map(Check::message).collect(Collectors.joining("; ")));
        }
        return changed;
    }

    private void put(String change, ObjectNode fields) {
        int end = change.indexOf('=');
        if (end < 1) {
            throw wrong("--set names no field; write FIELD=VALUE, like gpu_count=2");
        }
        String field = change.substring(0, end);
        String value = change.substring(end + 1);
        if (field.startsWith(ENVIRONMENT + ".")) {
            variables(fields).put(field.substring(ENVIRONMENT.length() + 1), value);
        } else {
            fields.set(field, json(value));
        }
    }

    private static ObjectNode variables(ObjectNode fields) {
        return fields.get(ENVIRONMENT) instanceof ObjectNode known ? known : fields.putObject(ENVIRONMENT);
    }

    /** A value that is no JSON is a text. */
    private static JsonNode json(String value) {
        try {
            JsonNode read = JSON.readTree(value);
            return read == null || read.isMissingNode() ? JSON.getNodeFactory().textNode(value) : read;
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(value);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
