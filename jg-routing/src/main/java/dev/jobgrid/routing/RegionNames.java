package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Parses names of regions, as people and the larger clouds write them. */
final class RegionNames {
    private static final Set<String> DIRECTIONS =
            Set.of("northeast", "northwest", "southeast", "southwest", "north", "south", "east", "west", "central");
    private static final Map<String, String> SHORT = Map.of(
            "ne", "northeast",
            "nw", "northwest",
            "se", "southeast",
            "sw", "southwest",
            "n", "north",
            "s", "south",
            "e", "east",
            "w", "west",
            "c", "central");
    private static final Set<String> SHORT_PLACES = Set.of("us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx");
    private static final Map<String, Place> PLACES = places();
    /** No region has a longer name; parsing takes time quadratic in the length. */
    private static final int MAX_LENGTH = 128;

    private record Place(String continent, String country) {}

    private RegionNames() {}

    static Region read(String name) {
        if (name.length() > MAX_LENGTH) {
            return new Region("", "", name, "");
        }
        List<String> words = words(name);
        for (int i = 0; i < words.size(); i++) {
            Optional<Place> place = Optional.ofNullable(PLACES.get(words.get(i)));
            if (place.isPresent()) {
                return assemble(place.get(), words.subList(0, i), words.subList(i + 1, words.size()));
            }
            if (!DIRECTIONS.contains(words.get(i))) {
                break;
            }
        }
        return new Region("", "", String.join("-", words), "");
    }

    private static Region assemble(Place place, List<String> before, List<String> after) {
        String country = place.country();
        StringBuilder area = new StringBuilder(String.join("", before));
        StringBuilder zone = new StringBuilder();
        for (String word : after) {
            Optional<Place> inner = Optional.ofNullable(PLACES.get(word));
            if (zone.length() > 0 || Character.isDigit(word.charAt(0))) {
                zone.append(word);
            } else if (country.isEmpty() && inner.isPresent() && isIn(place, inner.get())) {
                country = inner.get().country();
            } else {
                area.append(SHORT.getOrDefault(word, word));
            }
        }
        return new Region(place.continent(), country, area.toString(), zone.toString());
    }

    private static boolean isIn(Place outer, Place inner) {
        return inner.continent().equals(outer.continent()) && !inner.country().isEmpty();
    }

    // Text in brackets is a comment: "US East (N. Virginia)".
    private static List<String> words(String name) {
        int bracket = name.indexOf('(');
        List<String> parts = new ArrayList<>();
        for (String word : Spelling.words(bracket < 0 ? name : name.substring(0, bracket))) {
            cutAtDigits(word, parts);
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String pair = i + 1 < parts.size() ? parts.get(i) + parts.get(i + 1) : "";
            if (PLACES.containsKey(pair) && !PLACES.containsKey(parts.get(i))) {
                words.add(pair);
                i++;
            } else {
                boolean numbered = i + 1 < parts.size()
                        && Character.isDigit(parts.get(i + 1).charAt(0));
                words.addAll(unglue(parts.get(i), numbered));
            }
        }
        return words;
    }

    private static void cutAtDigits(String word, List<String> into) {
        int start = 0;
        for (int i = 1; i <= word.length(); i++) {
            if (i == word.length() || Character.isDigit(word.charAt(i)) != Character.isDigit(word.charAt(i - 1))) {
                into.add(word.substring(start, i));
                start = i;
            }
        }
    }

    // "use" before a number is us + east, "southcentralus" is south + central + us.
    private static List<String> unglue(String word, boolean numbered) {
        if (numbered && word.length() > 2 && SHORT_PLACES.contains(word.substring(0, 2))) {
            Optional<String> direction = Optional.ofNullable(SHORT.get(word.substring(2)));
            if (direction.isPresent()) {
                return List.of(word.substring(0, 2), direction.get());
            }
        }
        List<String> leading = new ArrayList<>();
        List<String> trailing = new ArrayList<>();
        String rest = word;
        while (!PLACES.containsKey(rest)) {
            String candidate = rest;
            Optional<String> end = longest(candidate::endsWith);
            Optional<String> start = longest(candidate::startsWith);
            if (end.isPresent()) {
                trailing.add(0, end.get());
                rest = rest.substring(0, rest.length() - end.get().length());
            } else if (start.isPresent()) {
                leading.add(start.get());
                rest = rest.substring(start.get().length());
            } else {
                return List.of(word);
            }
        }
        leading.add(rest);
        leading.addAll(trailing);
        return leading;
    }

    private static Optional<String> longest(Predicate<String> fits) {
        return DIRECTIONS.stream().filter(fits).max(Comparator.comparingInt(String::length));
    }

    private static Map<String, Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        Map<String, String> byContinent = Map.of(
                "na", "us usa unitedstates america, ca canada, mx mexico",
                "sa", "br brazil, cl chile, co colombia, ar argentina",
                "eu",
                        "uk gb unitedkingdom britain england, de germany, fr france, nl netherlands, ie ireland, se sweden, "
                                + "no norway, fi finland, es spain, it italy, pl poland, ro romania, ch switzerland, "
                                + "is iceland, cz czechia, at austria, be belgium, bg bulgaria, pt portugal, dk denmark",
                "ap",
                        "jp japan, kr korea, in india, sg singapore, au australia, nz newzealand, hk hongkong, tw taiwan, "
                                + "id indonesia, my malaysia, th thailand, cn china",
                "me", "ae uae, il israel, qa qatar, saudi saudiarabia",
                "af", "za southafrica, ng nigeria, ke kenya");
        byContinent.forEach((continent, countries) -> {
            for (String country : countries.split(", ")) {
                String[] names = country.split(" ");
                List.of(names).forEach(name -> places.put(name, new Place(continent, names[0])));
            }
        });
        Map.of(
                        "na", "na northamerica",
                        "sa", "sa southamerica latam latinamerica",
                        "eu", "eu eur europe",
                        "ap", "ap asia apac asiapacific sea oc oceania",
                        "me", "me middleeast",
                        "af", "af africa")
                .forEach((continent, names) ->
                        List.of(names.split(" ")).forEach(name -> places.put(name, new Place(continent, ""))));
        return places;
    }
}
