/** What panels of places and fibre say of themselves, in Bahasa Indonesia; the rest stands in words.operations.ts. */
export const DESCRIPTION_WORDS: Readonly<Record<string, string>> = {
  'What is broken now, the worst first: for a screen on a wall (add ?kiosk to the address).':
    'Apa yang rusak sekarang, terburuk dahulu: untuk layar dinding (tambahkan ?kiosk pada alamat).',
  'Open root causes that are critical or major.': 'Penyebab gangguan terbuka yang kritis atau mayor.',
  'Cameras that cannot be seen: broken themselves, or with something broken on the way.':
    'Kamera yang tidak terlihat: rusak sendiri, atau ada yang rusak di jalurnya.',
  'Share of all cameras that answer.': 'Porsi seluruh kamera yang menjawab.',
  'Stations to whose equipment no way is left.': 'Kantor yang perangkatnya tidak punya jalur lagi.',
  'Of the kind of object that stands worst: up / (up + down) from changes, to the second.':
    'Dari jenis objek yang terburuk: hidup / (hidup + mati) dari perubahan, sampai ke detik.',
  'Whether Prometheus reaches Nadi and no poller is blind. If not, nothing on this page is of now.':
    'Apakah Prometheus mencapai Nadi dan tidak ada poller yang buta. Jika tidak, halaman ini bukan keadaan sekarang.',
  'The root causes that take most cameras away. Cameras that are broken on their own are only counted, above.':
    'Penyebab yang memutus kamera terbanyak. Kamera yang rusak sendiri hanya dihitung, di atas.',
  'Stations by the cameras that are seen, and the trunk spans between them: red is cut, grey is not known. The worst bear their names.':
    'Kantor menurut kamera yang terlihat, dan kabel utama di antaranya: merah putus, abu-abu tidak terpantau. Yang terburuk diberi nama.',
  'Ways to the stations that have fewest, over the last six hours.': 'Jalur ke kantor yang paling sedikit jalurnya, enam jam terakhir.',
  'What is broken now, how many cameras hang on it, and in which Polres. The worst stands first.':
    'Apa yang rusak sekarang, berapa kamera bergantung padanya, dan di Polres mana. Yang terburuk di atas.',
  'Root causes that are open now, by severity. What is merely behind a root cause is not counted.':
    'Penyebab yang terbuka sekarang, menurut tingkat. Yang hanya terdampak tidak dihitung.',
  'Routers, switches, OLTs and the like that are DOWN or UNREACHABLE.': 'Router, switch, OLT dan sejenisnya yang mati atau terdampak.',
  'Pollers that see too little to conclude anything: while one is blind, what it watches is unknown, not fine.':
    'Poller yang melihat terlalu sedikit untuk menyimpulkan: selama buta, yang dipantaunya tidak diketahui, bukan baik.',
  'Whether Prometheus reaches Nadi. If not, nothing on this page is of now.':
    'Apakah Prometheus mencapai Nadi. Jika tidak, halaman ini bukan keadaan sekarang.',
  'Open outages by the cameras they take away.': 'Gangguan terbuka menurut kamera yang terputus.',
  'A click on a Polres leads to its stations.': 'Klik pada Polres menuju kantor-kantornya.',
  'Cameras out in the area of each station. A click leads to the station.': 'Kamera luring di wilayah tiap kantor. Klik menuju kantor itu.',
  'A small station that is wholly dark matters as much as a large one with the same number out.':
    'Kantor kecil yang gelap seluruhnya sama pentingnya dengan yang besar dengan jumlah luring yang sama.',
  'up / (up + down) of the station, from changes, to the second. Nothing where too little of the month was watched.':
    'hidup / (hidup + mati) kantor, dari perubahan, sampai ke detik. Kosong bila terlalu sedikit dari bulan ini terpantau.',
  'All cameras, by concluded status.': 'Seluruh kamera, menurut status yang disimpulkan.',
  'DOWN is broken itself, UNREACHABLE has something broken on the way.': '"Mati" rusak sendiri, "Terdampak" ada yang rusak di jalurnya.',
  'The busier direction of each interface over 5 minutes, as a share of its speed.':
    'Arah tersibuk tiap antarmuka selama 5 menit, sebagai porsi kecepatannya.',
  'Share of the last 20 echoes without an answer: a path that is going bad, before it is down.':
    'Porsi 20 gema terakhir tanpa jawaban: jalur yang memburuk, sebelum mati.',
  'Round-trip time of the newest answered echo.': 'Waktu tempuh gema terbaru yang dijawab.',
  'From UNREGISTERED to INTEGRATED, and those that lapsed, were warned or object. A cut in the street makes none of them lapse.':
    'Dari UNREGISTERED sampai INTEGRATED, dan yang lalai, ditegur, atau keberatan. Kabel putus di jalan tidak membuat satu pun lalai.',
  'Somebody has to decide on these.': 'Seseorang harus memutuskan ini.',
  'The stations of one Polres: the worst stands first; a click leads to the Polsek.':
    'Kantor-kantor satu Polres: yang terburuk di atas; klik menuju Polsek.',
  'All cameras in the areas of its stations.': 'Seluruh kamera di wilayah kantor-kantornya.',
  'Broken themselves, or with something broken on the way.': 'Rusak sendiri, atau ada yang rusak di jalurnya.',
  'Share of the cameras that answer.': 'Porsi kamera yang menjawab.',
  'Cameras by concluded status.': 'Kamera menurut status yang disimpulkan.',
  'The stations of this Polres and the trunk spans that lead to them: red is cut, grey is not known.':
    'Kantor Polres ini dan kabel utama yang menuju ke sana: merah putus, abu-abu tidak terpantau.',
  'Polsek and subsectors. One without cameras counts by whether its equipment has a way.':
    'Polsek dan subsektor. Yang tanpa kamera dinilai dari ada tidaknya jalur ke perangkatnya.',
  'How many ways no single cut takes together.': 'Berapa jalur yang tidak terputus oleh satu putusan kabel.',
  'When they went, and when they came back.': 'Kapan hilang, dan kapan kembali.',
  'Open outages that are told under a station of this Polres.': 'Gangguan terbuka yang dilaporkan di kantor Polres ini.',
  'When redundancy was lost, and when it came back.': 'Kapan jalur cadangan hilang, dan kapan kembali.',
  'One station: its cameras and buildings, its subsectors, its equipment and fibre; the worst stands first.':
    'Satu kantor: kamera dan gedungnya, subsektornya, perangkat dan seratnya; yang terburuk di atas.',
  'All cameras in the area of the station and of its subsectors.': 'Seluruh kamera di wilayah kantor dan subsektornya.',
  'up / (up + down) of the station, from changes, to the second. Nothing where too little of the time was watched.':
    'hidup / (hidup + mati) kantor, dari perubahan, sampai ke detik. Kosong bila terlalu sedikit waktu terpantau.',
  'A click on the Polres leads up, on a subsector down.': 'Klik pada Polres menuju ke atas, pada subsektor ke bawah.',
  'Buildings in the area of the station. A click leads to the building.': 'Gedung di wilayah kantor. Klik menuju gedung itu.',
  'The 200 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.':
    '200 terburuk. "Mati" rusak sendiri, "Terdampak" ada yang rusak di jalurnya.',
  'Routers, switches, OLTs, recorders in the area of the station.': 'Router, switch, OLT, perekam di wilayah kantor.',
  'Links whose far end is equipment in the area of the station. A link that no evidence tells of is not listed.':
    'Tautan yang ujungnya perangkat di wilayah kantor. Tautan tanpa bukti tidak didaftar.',
  'Spans that lead to the station or to its buildings. A span that no evidence tells of is not listed.':
    'Kabel yang menuju kantor atau gedungnya. Kabel tanpa bukti tidak didaftar.',
  'Whether the routers and OLTs of the station answer.': 'Apakah router dan OLT kantor menjawab.',
  'Newest answered echo of each device of the station.': 'Gema terbaru yang dijawab tiap perangkat kantor.',
  'Share of the last 20 echoes without an answer; dead devices count as 1.':
    'Porsi 20 gema terakhir tanpa jawaban; perangkat mati dihitung 1.',
  'One building: its cameras, the equipment and fibre that they hang on; the worst stands first.':
    'Satu gedung: kameranya, perangkat dan serat tempatnya bergantung; yang terburuk di atas.',
  'All cameras in the building.': 'Seluruh kamera di gedung.',
  'A click on the station leads up.': 'Klik pada kantor menuju ke atas.',
  'Concluded status of each camera; at most 40.': 'Status yang disimpulkan tiap kamera; paling banyak 40.',
  'Switches, ONUs and recorders in the building.': 'Switch, ONU dan perekam di gedung.',
  'Spans that end in the building.': 'Kabel yang berujung di gedung.',
  'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.':
    'Cahaya di atas kebutuhan minimum penerima. Di bawah 3 dB waspada, di bawah 1 dB kritis.',
  'Share of the last 20 echoes without an answer: the ten devices that lose most.':
    'Porsi 20 gema terakhir tanpa jawaban: sepuluh perangkat yang paling banyak kehilangan.',
  'Newest answered echo of the ten slowest devices.': 'Gema terbaru yang dijawab sepuluh perangkat terlambat.',
  'Spans, light and redundancy: what is cut, what is going bad, and what a single cut would take.':
    'Kabel, cahaya dan jalur cadangan: apa yang putus, apa yang memburuk, dan apa yang hilang oleh satu putusan.',
  'Spans that are a told root cause, or lie in a conduit that is.': 'Kabel yang menjadi penyebab gangguan, atau ada di duct yang putus.',
  'Spans of which no evidence tells: nothing that is read rides them, or they are dark behind something else.':
    'Kabel tanpa bukti: tidak ada yang terbaca di atasnya, atau gelap karena gangguan lain.',
  'Length of all spans whose length is known.': 'Panjang semua kabel yang panjangnya diketahui.',
  'By kind of object: up / (up + down), from changes, to the second.':
    'Menurut jenis objek: hidup / (hidup + mati), dari perubahan, sampai ke detik.',
  'A single cut takes all equipment there.': 'Satu putusan memutus semua perangkat di sana.',
  'A span that no evidence tells of is not listed.': 'Kabel tanpa bukti tidak didaftar.',
  'Trunk spans, those that were cut first.': 'Kabel utama, yang putus dahulu.',
  'What one digger takes at once.': 'Apa yang terputus sekaligus oleh satu galian.',
  'How many stations have two ways, one, or none.': 'Berapa kantor punya dua jalur, satu, atau tidak ada.',
  'How far the light is below its median of the last 7 days. 2 dB warn.':
    'Seberapa jauh cahaya di bawah median 7 hari terakhir. 2 dB waspada.',
  'ONUs that their OLTs call offline, by cause: dying gasp is power, loss of signal is fibre.':
    'ONU yang luring menurut OLT, menurut penyebab: dying gasp adalah listrik, loss of signal adalah serat.',
};
