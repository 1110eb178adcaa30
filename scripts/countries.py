"""Write the table of countries that ships with the package.

    python scripts/countries.py

Needs pycountry (LGPL 2.1), which carries the codes and names of ISO 3166 from Debian's iso-codes;
it is not needed to use the package. What is added here, each a fact with its source:

- Comtrade's numbers and names, and the years in which a number stands for a country:
  https://comtradeapi.un.org/files/v1/app/reference/partnerAreas.json
- BACI's numbers, which are Comtrade's: https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37
- Schedule C of the US Census: https://www.census.gov/foreign-trade/schedules/c/country.txt
- BLX and EUN, which ISO 3166 does not hold, from the country codes of WITS; ZA1 from BACI's.

States that ended before the Harmonized System (1988) and have no code in ISO 3166 are left out.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pycountry

SHIPPED = Path(__file__).resolve().parents[1] / "src/tradetalks/statistics/data/countries.csv"
COLUMNS = ("iso3", "iso2", "m49", "comtrade", "baci", "census", "start", "end", "kind", "name",
           "other_names")  # fmt: skip

COMTRADE = {
    "USA": 842, "FRA": 251, "CHE": 757, "NOR": 579, "IND": 699, "ITA": 381, "TWN": 490,
}  # fmt: skip
"""Where Comtrade's number is not that of M49; 490 is "Other Asia, not elsewhere specified"."""

NOT_IN_COMTRADE = "ALA GGY IMN JEY LIE MCO PRI SJM"

START = {
    1975: "IND",
    1981: "USA",
    1991: "DEU YEM",
    1992: "ARM AZE BIH BLR EST GEO HRV KAZ KGZ LTU LVA MDA MKD RUS SVN TJK TKM UKR UZB",
    1993: "CZE ERI ETH SVK",
    1999: "BEL LUX",
    2000: "BWA LSO NAM SWZ ZAF",
    2006: "MNE SRB",
    2011: "BES CUW SXM",
    2012: "SDN SSD",
}
"""First year in which Comtrade's number stands for the country as it is now."""

FORMER = [
    ("BLX", "", "", 58, "", 1998, "Belgium-Luxembourg", ""),
    ("CSK", "CS", 200, 200, "", 1992, "Czechoslovakia", ""),
    ("DDR", "DD", 278, 278, "", 1990, "German Democratic Republic", "Fmr Dem. Rep. of Germany"),
    ("DEU", "DE", 280, 280, "", 1990, "Federal Republic of Germany", "Fmr Fed. Rep. of Germany"),
    ("ETH", "ET", 230, 230, "", 1992, "Ethiopia with Eritrea", "Fmr Ethiopia"),
    ("IND", "IN", 356, 356, "", 1974, "India without Sikkim", "India, excl. Sikkim"),
    ("ANT", "AN", 530, 530, 1988, 2010, "Netherlands Antilles", "Neth. Antilles"),
    ("ANT", "AN", 532, 532, "", 1987, "Netherlands Antilles and Aruba",
     "Neth. Antilles and Aruba"),
    ("NTZ", "NT", 536, 536, "", 1993, "Neutral Zone", ""),
    ("PAK", "PK", 588, 588, "", 1971, "East and West Pakistan", ""),
    ("PAN", "PA", 590, 590, "", 1977, "Panama without the Canal Zone",
     "Fmr Panama, excl.Canal Zone"),
    ("PCI", "PC", 582, 582, "", 1991, "Pacific Islands (trust territory)", "Fmr Pacific Isds"),
    ("PCZ", "PZ", "", 592, "", 1977, "Panama Canal Zone", "Fmr Panama-Canal-Zone"),
    ("SCG", "CS", 891, 891, 1992, 2005, "Serbia and Montenegro", ""),
    ("SDN", "SD", 736, 736, "", 2011, "Sudan with South Sudan", "Fmr Sudan"),
    ("SUN", "SU", 810, 810, "", 1991, "Soviet Union", "Fmr USSR|USSR"),
    ("USA", "US", 840, 841, "", 1980, "United States without the Virgin Islands",
     "USA (before 1981)"),
    ("VDR", "VD", "", 866, "", 1974, "Democratic Republic of Viet-Nam",
     "Fmr Dem. Rep. of Vietnam"),
    ("YEM", "YE", 886, 886, "", 1990, "Yemen Arab Republic", "Fmr Arab Rep. of Yemen"),
    ("YMD", "YD", 720, 720, "", 1990, "Democratic Yemen", "Fmr Dem. Yemen"),
    ("YUG", "YU", 890, 890, "", 1991, "Yugoslavia", "Fmr Yugoslavia"),
    ("ZA1", "", "", 711, "", 1999, "Southern African Customs Union", "So. African Customs Union"),
]  # fmt: skip
"""Code, ISO 3166 alpha-2, M49, Comtrade, first and last year, name, other names."""

GROUPS = [
    ("WLD", 0, "World", "Total for all countries|World Total"),
    ("EUN", 97, "European Union", "EU|EU-27|EU-28"),
    ("EUN", 918, "European Union", ""),
]

AREAS = {
    80: "Br. Antarctic Terr.", 129: "Caribbean, nes", 221: "Eastern Europe, nes",
    290: "Northern Africa, nes", 471: "CACM, nes", 472: "Africa CAMEU region, nes",
    473: "LAIA, nes", 492: "Europe EU, nes", 527: "Oceania, nes", 568: "Other Europe, nes",
    577: "Other Africa, nes", 636: "Rest of America, nes",
    637: "North America and Central America, nes", 697: "Europe EFTA, nes", 837: "Bunkers",
    838: "Free Zones", 839: "Special Categories", 849: "US Misc. Pacific Isds",
    879: "Western Asia, nes", 899: "Areas, nes",
}  # fmt: skip
"""What Comtrade counts as partners and no country is; their code here is X and the number."""

CENSUS = """
1000 USA 1010 GRL 1220 CAN 1610 SPM 2010 MEX 2050 GTM 2080 BLZ 2110 SLV 2150 HND 2190 NIC 2230 CRI
2250 PAN 2320 BMU 2360 BHS 2390 CUB 2410 JAM 2430 TCA 2440 CYM 2450 HTI 2470 DOM 2481 AIA 2482 VGB
2483 KNA 2484 ATG 2485 MSR 2486 DMA 2487 LCA 2488 VCT 2489 GRD 2720 BRB 2740 TTO 2774 SXM 2777 CUW
2779 ABW 2831 GLP 2839 MTQ 3010 COL 3070 VEN 3120 GUY 3150 SUR 3170 GUF 3310 ECU 3330 PER 3350 BOL
3370 CHL 3510 BRA 3530 PRY 3550 URY 3570 ARG 3720 FLK 4000 ISL 4010 SWE 4031 SJM 4039 NOR 4050 FIN
4091 FRO 4099 DNK 4120 GBR 4190 IRL 4210 NLD 4231 BEL 4239 LUX 4271 AND 4272 MCO 4279 FRA 4280 DEU
4330 AUT 4351 CZE 4359 SVK 4370 HUN 4411 LIE 4419 CHE 4470 EST 4490 LVA 4510 LTU 4550 POL 4621 RUS
4622 BLR 4623 UKR 4631 ARM 4632 AZE 4633 GEO 4634 KAZ 4635 KGZ 4641 MDA 4642 TJK 4643 TKM 4644 UZB
4700 ESP 4710 PRT 4720 GIB 4730 MLT 4751 SMR 4752 VAT 4759 ITA 4791 HRV 4792 SVN 4793 BIH 4794 MKD
4801 SRB 4803 XKX 4804 MNE 4810 ALB 4840 GRC 4850 ROU 4870 BGR 4890 TUR 4910 CYP 5020 SYR 5040 LBN
5050 IRQ 5070 IRN 5081 ISR 5082 PSE 5083 PSE 5110 JOR 5130 KWT 5170 SAU 5180 QAT 5200 ARE 5210 YEM
5230 OMN 5250 BHR 5310 AFG 5330 IND 5350 PAK 5360 NPL 5380 BGD 5420 LKA 5460 MMR 5490 THA 5520 VNM
5530 LAO 5550 KHM 5570 MYS 5590 SGP 5600 IDN 5601 TLS 5610 BRN 5650 PHL 5660 MAC 5682 BTN 5683 MDV
5700 CHN 5740 MNG 5790 PRK 5800 KOR 5820 HKG 5830 TWN 5880 JPN 6021 AUS 6022 NFK 6023 CCK 6024 CXR
6029 HMD 6040 PNG 6141 NZL 6142 COK 6143 TKL 6144 NIU 6150 WSM 6223 SLB 6224 VUT 6225 PCN 6226 KIR
6227 TUV 6412 NCL 6413 WLF 6414 PYF 6810 MHL 6820 FSM 6830 PLW 6862 NRU 6863 FJI 6864 TON 7140 MAR
7210 DZA 7230 TUN 7250 LBY 7290 EGY 7321 SDN 7323 SSD 7380 GNQ 7410 MRT 7420 CMR 7440 SEN 7450 MLI
7460 GIN 7470 SLE 7480 CIV 7490 GHA 7500 GMB 7510 NER 7520 TGO 7530 NGA 7540 CAF 7550 GAB 7560 TCD
7580 SHN 7600 BFA 7610 BEN 7620 AGO 7630 COG 7642 GNB 7643 CPV 7644 STP 7650 LBR 7660 COD 7670 BDI
7690 RWA 7700 SOM 7741 ERI 7749 ETH 7770 DJI 7780 UGA 7790 KEN 7800 SYC 7810 IOT 7830 TZA 7850 MUS
7870 MOZ 7880 MDG 7881 MYT 7890 COM 7904 REU 7905 ATF 7910 ZAF 7920 NAM 7930 BWA 7940 ZMB 7950 SWZ
7960 ZWE 7970 MWI 7990 LSO 9030 PRI 9110 VIR 9350 GUM 9510 ASM 9610 MNP 9800 UMI
"""

OTHER_NAMES = {
    "ATF": "Fr. South Antarctic Terr.|French Southern and Antarctic Lands",
    "BES": "Bonaire",
    "BHS": "The Bahamas|Bahamas, The",
    "BIH": "Bosnia Herzegovina",
    "BOL": "Bolivia (Plurinational State of)",
    "BRN": "Brunei",
    "CAF": "Central African Rep.",
    "CCK": "Cocos Isds",
    "CIV": "Cote d'Ivoire|Ivory Coast",
    "COD": "Dem. Rep. of the Congo|Congo, Democratic Republic of the Congo|Congo, Dem. Rep.|Zaire",
    "COG": "Congo, Republic of the Congo|Congo, Rep.|Republic of the Congo",
    "COK": "Cook Isds",
    "CPV": "Cape Verde",
    "CXR": "Christmas Isds",
    "CYM": "Cayman Isds",
    "CZE": "Czech Republic",
    "DNK": "Denmark, except Greenland",
    "DOM": "Dominican Rep.",
    "EGY": "Egypt, Arab Rep.",
    "FLK": "Falkland Isds (Malvinas)|Falkland Islands",
    "FRO": "Faeroe Isds|Faroe Islands",
    "FSM": "FS Micronesia|Micronesia",
    "GBR": "UK|Great Britain",
    "GMB": "Gambia, The|The Gambia",
    "HKG": "China, Hong Kong SAR|Hong Kong, China",
    "IOT": "Br. Indian Ocean Terr.",
    "IRN": "Iran, Islamic Rep.",
    "KNA": "St. Kitts and Nevis",
    "KOR": "Rep. of Korea|Republic of Korea|Korea, South|Korea, Rep.|Korea",
    "LAO": "Lao People's Dem. Rep.|Laos|Lao PDR",
    "LCA": "St. Lucia",
    "MAC": "China, Macao SAR|Macau",
    "MDA": "Rep. of Moldova",
    "MHL": "Marshall Isds",
    "MKD": "TFYR of Macedonia|Macedonia|Macedonia, FYR",
    "MMR": "Burma",
    "MNP": "N. Mariana Isds",
    "NFK": "Norfolk Isds",
    "NLD": "The Netherlands|Holland",
    "PRK": "Dem. People's Rep. of Korea|North Korea|Korea, North|Korea, Dem. Rep.",
    "PSE": "State of Palestine|Gaza Strip administered by Israel|West Bank administered by Israel",
    "RUS": "Russia",
    "SHN": "Saint Helena",
    "SLB": "Solomon Isds",
    "SVK": "Slovak Republic",
    "SWZ": "Swaziland",
    "SXM": "Saint Maarten|Sint Maarten",
    "SYR": "Syria",
    "TCA": "Turks and Caicos Isds",
    "TUR": "Turkey|Türkiye",
    "TWN": "Other Asia, nes|Chinese Taipei|Taiwan, China",
    "TZA": "United Rep. of Tanzania",
    "USA": "USA|United States of America|US",
    "VAT": "Holy See",
    "VCT": "St. Vincent and the Grenadines",
    "VEN": "Venezuela, RB",
    "VGB": "Br. Virgin Isds|British Virgin Islands",
    "VIR": "US Virgin Isds|Virgin Islands of the United States",
    "VNM": "Vietnam",
    "WLF": "Wallis and Futuna Isds",
    "WSM": "Western Samoa",
    "YEM": "Yemen, Rep.|Yemen, Republic of",
}


def census_codes() -> dict[str, list[str]]:
    """Schedule C by country; the West Bank and Gaza have one each."""
    words = CENSUS.split()
    found: dict[str, list[str]] = {}
    for code, country in zip(words[::2], words[1::2], strict=True):
        found.setdefault(country, []).append(code)
    return found


def countries() -> list[tuple[object, ...]]:
    """The countries of ISO 3166, and Kosovo, to which it reserves no code."""
    start = {country: year for year, names in START.items() for country in names.split()}
    census, rows = census_codes(), []
    listed = [(c.alpha_3, c.alpha_2, c.numeric, c) for c in pycountry.countries]
    for iso3, iso2, number, country in sorted([*listed, ("XKX", "XK", "", None)]):
        m49 = int(number) if number else ""
        comtrade = "" if iso3 in NOT_IN_COMTRADE.split() else COMTRADE.get(iso3, m49)
        official = [getattr(country, key, "") for key in ("name", "official_name")]
        name = getattr(country, "common_name", "") or (official[0] if country else "Kosovo")
        others = [n for n in [*official, *OTHER_NAMES.get(iso3, "").split("|")] if n]
        others = [n for n in dict.fromkeys(others) if n != name]
        rows.append((iso3, iso2, m49, comtrade, comtrade, "|".join(census.get(iso3, [])),
                     start.get(iso3, ""), "", "country", name, "|".join(others)))  # fmt: skip
    return rows


def rest() -> list[tuple[object, ...]]:
    """Former states, groups of countries and areas that are none."""
    former = [
        (iso3, iso2, m49, number, number, "", start, end, "former", name, others)
        for iso3, iso2, m49, number, start, end, name, others in FORMER
    ]
    groups = [(c, "", "", n, "", "", "", "", "group", name, also) for c, n, name, also in GROUPS]
    areas = [(f"X{n}", "", "", n, n, "", "", "", "area", name, "") for n, name in AREAS.items()]
    return [*former, *groups, *areas]


def main() -> None:
    """Write the table."""
    with SHIPPED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*countries(), *rest()])
    print(f"{SHIPPED.name}: {len(countries())} countries, {len(rest())} others")


if __name__ == "__main__":
    main()
