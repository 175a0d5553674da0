package dev.jobgrid.server.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.wire.WireJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the format of a command's output. Results alone go to the standard output. */
public final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "Format: table, wide, json, jsonl (one item per line) or name. Default:" + " ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.TABLE;

    /** Whether people read it. */
    public boolean isTable() {
        return format == OutputFormat.TABLE || format == OutputFormat.WIDE;
    }

    /** Whether people read it, and have room for more columns. */
    public boolean isWide() {
        return format == OutputFormat.WIDE;
    }

    /**
     * Prints a list.
     *
     * @param response the API's response, made only if it is printed
     * @param items where the response holds the list: "/jobs"; empty if the response is one item
     */
    public <T> void print(Listing<T> listing, List<T> rows, Supplier<Object> response, String items) {
        switch (format) {
            case TABLE ->
                print(listing.table(rows, false).stream().map(this::fitted).toList());
            case WIDE -> print(listing.table(rows, true));
            case NAME -> print(rows.stream().map(listing.name()).toList());
            case JSON -> print(List.of(WireJson.text(response.get())));
            case JSONL -> {
                JsonNode found = WireJson.tree(response.get()).at(items);
                Iterable<JsonNode> lines = found.isArray() ? found : List.of(found);
                lines.forEach(item -> out().println(WireJson.text(item)));
                out().flush();
            }
        }
    }

    /**
     * Prints one thing.
     *
     * @param lines for people, each with its name: "status", "running"
     * @param response the API's response, made only if it is printed
     */
    public void print(String name, List<List<String>> lines, Supplier<Object> response) {
        switch (format) {
            case TABLE, WIDE -> print(AlignedText.lines(lines));
            case NAME -> print(List.of(name));
            case JSON, JSONL -> print(List.of(WireJson.text(response.get())));
        }
    }

    /** Whether one JSON value is wanted, of everything. */
    public boolean isWhole() {
        return format == OutputFormat.JSON;
    }

    /** Prints an item of a list that comes bit by bit, where people do not read it. */
    public void print(String name, Supplier<Object> item) {
        out().println(format == OutputFormat.NAME ? name : WireJson.text(item.get()));
    }

    /** The line cut to the terminal's width; the last column is the one that matters least. */
    private String fitted(String line) {
        OptionalInt columns = ((LineWidth) spec.root().userObject()).columns();
        return columns.isEmpty() ? line : AlignedText.fitted(line, columns.getAsInt());
    }

    /** Tells people that a list has more items, and how to see them. Not part of the output. */
    public void more(String sentence) {
        if (isTable()) {
            spec.commandLine().getErr().println(sentence);
            spec.commandLine().getErr().flush();
        }
    }

    private void print(List<String> lines) {
        lines.forEach(out()::println);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
