package dev.jobgrid.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.routing.CatalogFile;
import dev.jobgrid.routing.CatalogFile.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * GPU models and managed profiles as JSON: an array of objects with the columns of a {@link CatalogFile} as members, aliases
 * as an array. Objects with a member {@code InstanceType} are instances, the others models.
 */
public final class CatalogJson {
    private CatalogJson() {}

    /**
     * Reads a file's text.
     *
     * @param name of the file, for errors
     * @throws IllegalArgumentException naming the file, the line, the member and what is allowed
     */
    public static CatalogFile parse(String name, String text) {
        List<Row> models = new ArrayList<>();
        List<Row> instances = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().setCodec(new ObjectMapper()).createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException(name + ": line 1 does not begin an array of objects");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String where = name + ": line " + parser.currentTokenLocation().getLineNr();
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException(where + " has no object; models and instances are objects");
                }
                Row row = row(where, parser.readValueAsTree());
                (row.cells().containsKey("instancetype") ? instances : models).add(row);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": is no JSON: " + e.getMessage(), e);
        }
        CatalogFile listed = CatalogFile.ofModels(models);
        CatalogFile rented = CatalogFile.ofInstances(instances);
        return new CatalogFile(
                Stream.concat(rented.models().stream(), listed.models().stream())
                        .toList(),
                rented.profiles());
    }

    private static Row row(String where, JsonNode object) {
        Map<String, String> cells = new HashMap<>();
        object.properties()
                .forEach(member -> cells.put(member.getKey().toLowerCase(Locale.ROOT), text(member.getValue())));
        return new Row(where, cells);
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining("|"));
        }
        return value.isObject() ? value.toString() : value.isNull() ? "" : value.asText();
    }
}
