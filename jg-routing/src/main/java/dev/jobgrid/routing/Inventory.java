package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The offers of a snapshot by id, in blocks. Changing an offer copies its block and the list of blocks, however many
 * offers there are. Immutable.
 */
final class Inventory {
    static final Inventory EMPTY = new Inventory(OfferDictionary.EMPTY, new OfferColumns[0]);

    private final OfferDictionary dictionary;
    private final OfferColumns[] blocks;

    private Inventory(OfferDictionary dictionary, OfferColumns[] blocks) {
        this.dictionary = dictionary;
        this.blocks = blocks;
    }

    /** Prepares offers sorted by id, each id once. */
    static Inventory of(List<Offer> offers) {
        return of(offers, OfferDictionary.EMPTY);
    }

    /** The same with names from this dictionary. */
    static Inventory of(List<Offer> offers, OfferDictionary known) {
        OfferDictionary dictionary = known.covering(offers);
        List<OfferColumns> blocks = new ArrayList<>();
        cut(offers, dictionary, blocks);
        return new Inventory(dictionary, blocks.toArray(OfferColumns[]::new));
    }

    /** The same with this offer added, or replacing the one with its id. */
    Inventory with(Offer offer) {
        OfferDictionary covering = dictionary.covering(List.of(offer));
        if (blocks.length == 0) {
            return new Inventory(covering, new OfferColumns[] {new OfferColumns(List.of(offer), covering)});
        }
        int at = blockOf(offer.id());
        int place = blocks[at].find(offer.id());
        if (place >= 0) {
            OfferColumns[] changed = blocks.clone();
            changed[at] = blocks[at].with(place, offer, covering);
            return new Inventory(covering, changed);
        }
        List<Offer> grown = new ArrayList<>(blocks[at].offers());
        grown.add(~place, offer);
        return replaced(at, grown, covering);
    }

    /** The same without the offer of this id, if there is one. */
    Inventory without(String id) {
        int at = blocks.length == 0 ? -1 : blockOf(id);
        int place = at < 0 ? -1 : blocks[at].find(id);
        if (place < 0) {
            return this;
        }
        List<Offer> shrunk = new ArrayList<>(blocks[at].offers());
        shrunk.remove(place);
        return replaced(at, shrunk, dictionary);
    }

    private Inventory replaced(int at, List<Offer> offers, OfferDictionary covering) {
        List<OfferColumns> changed = new ArrayList<>(List.of(blocks).subList(0, at));
        cut(offers, covering, changed);
        changed.addAll(List.of(blocks).subList(at + 1, blocks.length));
        return new Inventory(covering, changed.toArray(OfferColumns[]::new));
    }

    // A full block is split into halves, so that the next ones fit.
    private static void cut(List<Offer> offers, OfferDictionary dictionary, List<OfferColumns> into) {
        int pieces = (offers.size() + OfferColumns.SIZE - 1) / OfferColumns.SIZE;
        for (int piece = 0; piece < pieces; piece++) {
            int from = (int) ((long) offers.size() * piece / pieces);
            int to = (int) ((long) offers.size() * (piece + 1) / pieces);
            into.add(new OfferColumns(offers.subList(from, to), dictionary));
        }
    }

    /** The last block that begins no later than this id. */
    private int blockOf(String id) {
        int low = 0;
        int high = blocks.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle].offer(0).id().compareTo(id) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    Optional<Offer> find(String id) {
        int at = blockOf(id);
        int place = blocks.length == 0 ? -1 : blocks[at].find(id);
        return place < 0 ? Optional.empty() : Optional.of(blocks[at].offer(place));
    }

    List<Offer> offers() {
        List<Offer> offers = new ArrayList<>(blocks.length * OfferColumns.SIZE);
        for (OfferColumns block : blocks) {
            offers.addAll(block.offers());
        }
        return List.copyOf(offers);
    }

    OfferDictionary dictionary() {
        return dictionary;
    }

    int blocks() {
        return blocks.length;
    }

    OfferColumns block(int at) {
        return blocks[at];
    }
}
