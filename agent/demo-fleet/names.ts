import type { SiteName } from "./site";

interface Names {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const words = (text: string) => text.trim().split(/\s+/);

/** Invented people; who works where has names from more than one place, as in any company. */
export const NAMES: Record<SiteName, Names> = {
  Oslo: {
    first:
      words(`Maryam Ingrid Lars Solveig Håkon Astrid Emil Freja Sunniva Magnus Amina Youssef Katarzyna Tomasz Liv
      Jonas Nora Mikael Elin Sander Ebba Oskar Saga Aino Eero Tuva Henrik Leyla Farid Zofia Anders Kari Ole Thea Malik
      Hodan Priya Arjun Signe Vidar`),
    last: words(`Hansen Johansen Olsen Larsen Berg Haugen Lindqvist Nyström Virtanen Korhonen Sørensen Dahl Strand Lund
      Eide Moen Nowak Kowalska Haddad Rahimi Warsame Nguyen Sharma Bakke Vik Solberg Åsen Holm Ekström Jónsdóttir
      Kristiansen Aalto Petrov Yilmaz Myhre Fossum`),
  },
  Manila: {
    first:
      words(`Maria Jose Angelica Mark Kristine Paolo Jasmine Carlo Bea Miguel Althea Rafael Liza Joshua Camille
      Noel Grace Dominic Patricia Emmanuel Rowena Gabriel Trisha Kenneth Isabel Rodel Wei Mei Arvind Hana Aileen Jericho
      Divina Ramon Tala Bayani`),
    last: words(`Santos Reyes Cruz Bautista Garcia Mendoza Villanueva Aquino Ramos Dimaculangan Navarro Castillo Salazar
      Tan Lim Ong Magbanua Pangilinan Soriano Dela-Rosa Macaraeg Tolentino Ocampo Fernandez Manalo Evangelista Chua Iyer
      Watanabe Galang Abad Lacson`),
  },
  Toronto: {
    first:
      words(`Chidi Ngozi Liam Olivia Aisha Noah Chloé Mateo Fatima Daniel Hannah Kwame Zainab Étienne Sofia Ravi
      Simran Jian Xin Amara Tyler Brianna Omar Nadia Isaac Ines Dmitri Yara Tunde Élodie Marcus Shreya Kofi Leila
      Connor Adaeze`),
    last: words(`Okafor MacDonald Tremblay Singh Chen Nwosu Patel Gagnon Campbell Mensah Rodriguez Kaur Wang Bouchard
      Adeyemi Fraser Hussain Lavoie Kim O'Brien Silva Novak Mohamed Roy Zhang Achebe Levesque Gill Baptiste Ivanov
      Osei Grant Desjardins Rahman`),
  },
};

const FOLDED: Record<string, string> = { ø: "o", æ: "ae", å: "a", đ: "d", ł: "l", ß: "ss" };

/** The short handle that people type: one letter of the first name, or more where it is taken. */
export function handleOf(fullName: string, taken: ReadonlySet<string>): string {
  const [first = "", ...rest] = fullName.split(" ").map(plainLetters);
  const last = rest.join("");
  for (let letters = 1; letters <= first.length; letters++) {
    const handle = `${first.slice(0, letters)}.${last}`;
    if (!taken.has(handle)) return handle;
  }
  for (let n = 2; ; n++) if (!taken.has(`${first}.${last}${n}`)) return `${first}.${last}${n}`;
}

function plainLetters(name: string): string {
  const folded = [...name.toLowerCase()].map((letter) => FOLDED[letter] ?? letter).join("");
  return folded.normalize("NFD").replaceAll(/[^a-z]/g, "");
}
