/** What panels of devices, cameras, outages, alerts and Nadi itself say of themselves, in Bahasa Indonesia. */
export const OPERATION_WORDS: Readonly<Record<string, string>> = {
  'One device: its state, its path, its interfaces and its links.': 'Satu perangkat: keadaannya, jalurnya, antarmuka dan tautannya.',
  'Concluded: DOWN is broken itself, UNREACHABLE has something broken on the way.':
    'Kesimpulan: "Mati" rusak sendiri, "Terdampak" ada yang rusak di jalurnya.',
  'Believed from its own answers alone.': 'Hanya dari jawabannya sendiri.',
  'Newest answered echo.': 'Gema terbaru yang dijawab.',
  'Share of the last 20 echoes without an answer in time.': 'Porsi 20 gema terakhir tanpa jawaban tepat waktu.',
  'What is known of the device.': 'Apa yang diketahui tentang perangkat.',
  'Concluded status, as it changed.': 'Status yang disimpulkan, dan perubahannya.',
  'As the device itself reports them (RFC 2863). Empty for a device that is not read by SNMP.':
    'Menurut perangkat itu sendiri (RFC 2863). Kosong untuk perangkat yang tidak dibaca dengan SNMP.',
  'Links with an end at this device. A link that no evidence tells of is not listed.':
    'Tautan yang berujung di perangkat ini. Tautan tanpa bukti tidak didaftar.',
  'Received above the line, sent below it.': 'Masuk di atas garis, keluar di bawahnya.',
  'The busier direction over 5 minutes, as a share of the speed.': 'Arah tersibuk selama 5 menit, sebagai porsi kecepatan.',
  'A line that leaves its median downwards is a fibre that degrades: 2 dB warn.':
    'Garis yang turun dari mediannya adalah serat yang memburuk: 2 dB waspada.',
  'Light over what the receiver needs at the least.': 'Cahaya di atas kebutuhan minimum penerima.',
  'What the device measures now. A sensor that reads nothing is not listed.':
    'Apa yang diukur perangkat sekarang. Sensor yang tidak membaca apa-apa tidak didaftar.',
  'As the device measures them.': 'Sesuai ukuran perangkat.',
  'ONUs of an OLT by state, and why those that are down left: dying gasp is power, loss of signal is fibre.':
    'ONU sebuah OLT menurut keadaan, dan mengapa yang mati hilang: dying gasp adalah listrik, loss of signal adalah serat.',
  'How many cameras can be seen, where not, and whether it is the camera or something on the way.':
    'Berapa kamera terlihat, di mana tidak, dan apakah kameranya atau jalurnya yang rusak.',
  'All cameras that are watched.': 'Seluruh kamera yang dipantau.',
  'The camera, its power or its last cable.': 'Kameranya, listriknya, atau kabel terakhirnya.',
  'Something on the way to them is broken.': 'Ada yang rusak di jalurnya.',
  'They answer, with loss.': 'Menjawab, dengan paket hilang.',
  'Nobody could ask them: they are neither seen nor broken.': 'Tidak dapat ditanya: tidak terlihat dan tidak dinyatakan rusak.',
  'The ten worst.': 'Sepuluh terburuk.',
  'A click leads to the building.': 'Klik menuju gedung itu.',
  'The 100 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.':
    '100 terburuk. "Mati" rusak sendiri, "Terdampak" ada yang rusak di jalurnya.',
  'Share of the last 20 echoes without an answer, of cameras that answer at all: pictures stutter before they fail.':
    'Porsi 20 gema terakhir tanpa jawaban, dari kamera yang masih menjawab: gambar tersendat sebelum hilang.',
  'Cameras that are broken themselves, as a share of all of the model.': 'Kamera yang rusak sendiri, sebagai porsi dari modelnya.',
  'The ten with most.': 'Sepuluh terbanyak.',
  'What is open and since when, how many outages came in the chosen time, and how long their repair took.':
    'Apa yang terbuka dan sejak kapan, berapa gangguan datang dalam waktu yang dipilih, dan berapa lama pemulihannya.',
  'By what broke: a conduit with all its spans, a span, a link, a device, the power of a place.':
    'Menurut yang rusak: duct dengan semua kabelnya, kabel, tautan, perangkat, listrik suatu lokasi.',
  'How long the oldest open outage has lasted.': 'Sudah berapa lama gangguan terbuka yang terlama.',
  'Open outages by how long they have lasted: metro fibre is due within 4 to 6 hours.':
    'Gangguan terbuka menurut lamanya: serat metro pulih dalam 4 sampai 6 jam.',
  'How many opened.': 'Berapa yang terbuka.',
  'How many cleared, because their root cause answers again. One that became part of another is not counted.':
    'Berapa yang pulih, karena penyebabnya menjawab lagi. Yang menjadi bagian gangguan lain tidak dihitung.',
  'From opening to clearing, of what cleared in the chosen time.': 'Dari terbuka sampai pulih, untuk yang pulih dalam waktu yang dipilih.',
  'From opening to clearing, by what broke.': 'Dari terbuka sampai pulih, menurut yang rusak.',
  'How many opened within the hour before.': 'Berapa yang terbuka dalam sejam sebelumnya.',
  'A line that never comes down is work that nobody does.': 'Garis yang tidak pernah turun adalah pekerjaan yang tidak dikerjakan.',
  'Of what cleared within the day before; no line where nothing did.':
    'Dari yang pulih dalam sehari sebelumnya; tanpa garis bila tidak ada.',
  'up / (up + down), from changes, to the second. Nothing where too little of the time was watched.':
    'hidup / (hidup + mati), dari perubahan, sampai ke detik. Kosong bila terlalu sedikit waktu terpantau.',
  'It begins anew at midnight WIB.': 'Mulai lagi pada tengah malam WIB.',
  'What the people at the desk are asked to bear, by the figures of EEMUA publication 191.':
    'Beban bagi petugas piket, menurut angka publikasi EEMUA 191.',
  'One in ten minutes is very likely to be handled; two can be borne; more cannot.':
    'Satu per sepuluh menit tertangani; dua masih sanggup; lebih dari itu tidak.',
  'More than ten in ten minutes is a flood.': 'Lebih dari sepuluh dalam sepuluh menit adalah banjir.',
  'Windows of ten minutes with more than ten alerts, as a share of all.':
    'Jendela sepuluh menit dengan lebih dari sepuluh peringatan, sebagai porsi semua.',
  'Alerts that are told now. Under ten is good.': 'Peringatan yang sedang disampaikan. Di bawah sepuluh itu baik.',
  'Kept from people now: folded into one by the storm guard, or hushed by maintenance or an acknowledgement.':
    'Sedang ditahan dari petugas: digabung oleh penahan badai, atau diredam oleh pemeliharaan atau penerimaan.',
  'How many were told within the ten minutes before. The line of a flood is at ten.':
    'Berapa yang disampaikan dalam sepuluh menit sebelumnya. Batas banjir di sepuluh.',
  'Where most are critical, none is.': 'Bila sebagian besar kritis, tidak ada yang kritis.',
  'Of the chosen time. EEMUA 191 proposes 5 % high, 15 % medium, 80 % low.':
    'Dari waktu yang dipilih. EEMUA 191 menyarankan 5 % tinggi, 15 % sedang, 80 % rendah.',
  'Ten sources often make most of the load.': 'Sepuluh sumber sering membuat sebagian besar beban.',
  'Alerts that are told at each moment.': 'Peringatan yang disampaikan pada tiap saat.',
  'Whether each took what it was sent last. With none, nobody is told.':
    'Apakah masing-masing menerima kiriman terakhir. Bila tidak ada, tidak ada yang diberi tahu.',
  'Sendings that an Alertmanager did not take, by it. They are sent again.': 'Kiriman yang tidak diterima Alertmanager. Dikirim lagi.',
  'Each alert is sent again while it lasts.': 'Tiap peringatan dikirim ulang selama berlangsung.',
  'The second net: rules that need no Nadi to fire. The Watchdog fires always; when it stops, the way to people is broken.':
    'Jaring kedua: aturan yang tidak memerlukan Nadi. Watchdog selalu menyala; bila berhenti, jalan ke petugas putus.',
  'Whether Nadi asks on time, can ask at all, and stays within its means.':
    'Apakah Nadi bertanya tepat waktu, mampu bertanya, dan hemat sumber daya.',
  'Whether Prometheus reaches Nadi.': 'Apakah Prometheus mencapai Nadi.',
  'While a poller is blind nothing is concluded about what it watches.':
    'Selama poller buta, tidak ada kesimpulan tentang yang dipantaunya.',
  'Whether each engine may and can ask.': 'Apakah tiap mesin boleh dan mampu bertanya.',
  'Time since the process started.': 'Waktu sejak proses dimulai.',
  'Devices whose newest answer contradicts what is believed: an evidence window is open while there are any.':
    'Perangkat yang jawaban terbarunya bertentangan dengan keyakinan: selama ada, jendela bukti terbuka.',
  'Several instances on one database tell the same one.': 'Beberapa instans pada satu basis data melaporkan yang sama.',
  'Samples in the newest complete scrape.': 'Sampel dalam pembacaan lengkap terbaru.',
  'When a poller saw too little to conclude anything: these minutes count as unobserved.':
    'Kapan poller melihat terlalu sedikit untuk menyimpulkan: menit-menit ini dihitung tidak terpantau.',
  'Devices whose newest answer contradicts what is believed, and what was concluded of them.':
    'Perangkat yang jawaban terbarunya bertentangan dengan keyakinan, dan apa yang disimpulkan.',
  'Which engine asks, and why that one.': 'Mesin mana yang bertanya, dan mengapa itu.',
  'The second net: rules in Prometheus that need no Nadi to fire. The Watchdog fires always; when it stops, the way to people is broken.':
    'Jaring kedua: aturan di Prometheus yang tidak memerlukan Nadi. Watchdog selalu menyala; bila berhenti, jalan ke petugas putus.',
  'failed is not evidence: the question could not be asked.': '"failed" bukan bukti: pertanyaan tidak dapat diajukan.',
  'How late the oldest question still due is.': 'Seberapa terlambat pertanyaan tertua yang masih menunggu.',
  'How long asking all targets once took.': 'Berapa lama bertanya sekali ke semua sasaran.',
  'Late replies are losses; duplicates are counted apart.': 'Jawaban terlambat dihitung hilang; duplikat dihitung terpisah.',
  'How long a scrape of the fleet takes.': 'Berapa lama satu pembacaan.',
  'busy: too many at once; aborted: the reader left or was too slow.':
    'busy: terlalu banyak sekaligus; aborted: pembaca pergi atau terlalu lambat.',
  'Only what is accepted makes Nadi look. Empty where no port for traps is set.':
    'Hanya yang diterima membuat Nadi memeriksa. Kosong bila tidak ada port untuk trap.',
  'What devices told without being asked.': 'Apa yang disampaikan perangkat tanpa ditanya.',
  'Share of one core; worker threads included.': 'Porsi satu inti; termasuk thread pekerja.',
  'Without the embedded PostgreSQL.': 'Tanpa PostgreSQL tertanam.',
  'How long work waits for its turn.': 'Berapa lama pekerjaan menunggu giliran.',
  'Open files grow without end where something leaks.': 'Berkas terbuka bertambah terus bila ada yang bocor.',
  'Evaluations of rules that failed in the last hour: recorded names have holes, and the second net too.':
    'Evaluasi aturan yang gagal dalam sejam terakhir: nama tercatat berlubang, jaring kedua juga.',
  'About 3 KB of memory each.': 'Sekitar 3 KB memori masing-masing.',
  'By group. One that takes longer than its interval skips evaluations.':
    'Per kelompok. Yang lebih lama dari intervalnya melewatkan evaluasi.',
  'What Prometheus keeps of its samples.': 'Apa yang disimpan Prometheus dari sampelnya.',
};
