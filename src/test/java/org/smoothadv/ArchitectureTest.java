package org.smoothadv;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plan of the house, docs/architecture.md, is what the classes do. */
class ArchitectureTest {
  private static final String ROOT = "org.smoothadv.";

  private static final Pattern ROW = Pattern.compile("\\| (`[^|]*`) \\|.*");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.smoothadv");

  @Test
  void importsPointDownTheTableOfRooms() throws IOException {
    Map<String, Integer> floors = floors();
    Set<String> upward = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass();
        if (to.getPackageName().startsWith(ROOT)
            && !from.getPackageName().equals("org.smoothadv")
            && floor(floors, from) > floor(floors, to)) {
          upward.add(simple(from) + " uses " + simple(to));
        }
      }
    }
    assertEquals("", String.join("\n", upward));
  }

  /** The row of each room in the table, from the top. */
  private static Map<String, Integer> floors() throws IOException {
    Map<String, Integer> floors = new HashMap<>();
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        NAME.matcher(row.group(1))
            .results()
            .forEach(name -> floors.putIfAbsent(name.group(1), rows.size()));
        rows.add(line);
      }
    }
    return floors;
  }

  /** That of the package's own row, or else of the package around it. */
  private static int floor(Map<String, Integer> floors, JavaClass of) {
    String room = of.getPackageName().substring(ROOT.length()).replaceFirst("^internal\\.", "");
    while (!floors.containsKey(room)) {
      if (room.indexOf('.') < 0) {
        throw new AssertionError("docs/architecture.md has no room for " + of.getName());
      }
      room = room.substring(0, room.lastIndexOf('.'));
    }
    return floors.get(room);
  }

  private static String simple(JavaClass type) {
    return type.getName().substring(ROOT.length());
  }

  @Test
  void noRoomsDependOnEachOtherInACircle() {
    slices().matching("org.smoothadv.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** What a program may depend on grows by decision: it is listed in public-types.txt. */
  @Test
  void theListedTypesAreThePublicOnes() throws IOException {
    Set<String> types = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      boolean internal = type.getPackageName().startsWith(ROOT + "internal");
      if (!internal && type.isTopLevelClass() && type.getModifiers().contains(PUBLIC)) {
        types.add(type.getName());
      }
    }
    assertEquals(
        Files.readString(Path.of("src/test/resources/public-types.txt")),
        String.join("\n", types) + "\n");
  }

  @Test
  void thePublicTypesMentionNoInternalOnes() {
    Set<String> mentions = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith(ROOT + "internal")) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (!type.getModifiers().contains(PUBLIC) || !unit.getModifiers().contains(PUBLIC)) {
          continue;
        }
        Set<JavaClass> mentioned = new HashSet<>(unit.getReturnType().getAllInvolvedRawTypes());
        unit.getParameterTypes().forEach(each -> mentioned.addAll(each.getAllInvolvedRawTypes()));
        for (JavaClass each : mentioned) {
          if (each.getPackageName().startsWith(ROOT + "internal")) {
            mentions.add(unit.getFullName());
          }
        }
      }
    }
    assertEquals(Set.of(), mentions);
  }

  @Test
  void theCoreKnowsNothingOfFilesAndTheCommandLine() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.smoothadv.network..",
            "org.smoothadv.attack..",
            "org.smoothadv.smoothing..",
            "org.smoothadv.internal.noise..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of files, of options or of commands",
                type ->
                    type.getPackageName().equals("java.nio.file")
                        || type.getName().equals("java.io.File")
                        || type.getPackageName().startsWith("com.beust.jcommander")
                        || type.getPackageName().startsWith("org.smoothadv.internal.command")))
        .check(CLASSES);
  }
}
