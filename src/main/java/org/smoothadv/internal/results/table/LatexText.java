package org.smoothadv.internal.results.table;

import java.text.Normalizer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smoothadv.internal.results.table.ResultTable.Cell;
import org.smoothadv.internal.results.table.ResultTable.Column;

/** Text of users as LaTeX that shows it and takes none of it for a command. */
final class LatexText {
  private static final Map<String, String> SYMBOLS =
      Map.of(
          "sigma", "$\\sigma$",
          "per sigma", "$\\sigma$",
          "epsilon", "$\\epsilon$",
          "per epsilon", "$\\epsilon$",
          "T", "$T$",
          "m", "$m$",
          "n", "$n$",
          "r", "$r$",
          "r L2", "$r$ ($\\ell_2$)",
          "r Linf", "$r$ ($\\ell_\\infty$)");

  /** From alpha on; those that look like Latin letters have no command. */
  private static final String[] GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"
  };

  /** Accents that LaTeX's first font puts above any letter. */
  private static final String ACCENTS =
      "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c";

  private LatexText() {}

  /** A heading; the paper's quantities in its symbols. */
  static String heading(String heading) {
    return SYMBOLS.getOrDefault(heading, escaped(heading));
  }

  /** Whether a heading is a quantity with a symbol of one letter. */
  static boolean isSymbol(String heading) {
    return SYMBOLS.getOrDefault(heading, "$(").indexOf('(') < 0;
  }

  /** A cell; the best of a column is bold. */
  static String cell(Column column, Cell cell) {
    String text = escaped(cell.text());
    if (column.numeric()) {
      text = text.replaceFirst("^[+-](?=[0-9])", "\\$$0\\$");
    }
    return cell.best() ? "\\textbf{" + text + "}" : text;
  }

  /** Text for a comment, which ends with its line. */
  static String comment(String text) {
    return "% " + text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ") + "\n";
  }

  /** Escaped text that may be broken where the names of files and folders have their joints. */
  static String breakable(String escaped) {
    return escaped
        .replace("/", "/\\allowbreak{}")
        .replace("\\_", "\\_\\allowbreak{}")
        .replace("-", "-\\allowbreak{}");
  }

  static String escaped(String text) {
    int[] characters = Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray();
    return IntStream.range(0, characters.length)
        .mapToObj(
            i ->
                isLigature(characters, i)
                    ? "{" + escaped(characters[i]) + "}"
                    : escaped(characters[i]))
        .collect(Collectors.joining());
  }

  /** Two hyphens would make a dash, two quotation marks another one. */
  private static boolean isLigature(int[] characters, int i) {
    return "-'`,".indexOf(characters[i]) >= 0 && i > 0 && characters[i - 1] == characters[i];
  }

  private static String escaped(int character) {
    return switch (character) {
      case '\\' -> "\\textbackslash{}";
      case '^' -> "\\textasciicircum{}";
      case '~' -> "\\textasciitilde{}";
      case '{', '}', '$', '&', '#', '%', '_' -> "\\" + Character.toString(character);
      case '[' -> "{[}"; // After a line break it would open an option.
      case '*' -> "{*}"; // There it would forbid a page break.
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '"' -> "{\\char34}"; // A command in some languages.
      case '\u00b1' -> "$\\pm$";
      default -> ofAlphabet(character);
    };
  }

  /** What the fonts of LaTeX lack is named by its number, so that names stay different. */
  private static String ofAlphabet(int character) {
    if (isInFont(character)) {
      return Character.toString(character);
    }
    int greek = character - 0x3B1;
    if (greek >= 0 && greek < GREEK.length && !GREEK[greek].isEmpty()) {
      return "$\\" + GREEK[greek] + "$";
    }
    return Character.isISOControl(character) ? " " : "{[}U+%04X]".formatted(character);
  }

  /** ASCII, and the letters that the font puts together of a letter and an accent. */
  private static boolean isInFont(int character) {
    if (character < 0x7F) {
      return character >= ' ';
    }
    if (character > 0x17F) {
      return false;
    }
    String parts = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
    return "\u00df\u00c6\u00e6\u00d8\u00f8\u0141\u0142\u0152\u0153\u0131".indexOf(character) >= 0
        || (parts.length() == 2 && parts.charAt(0) < 0x7F && ACCENTS.indexOf(parts.charAt(1)) >= 0);
  }
}
