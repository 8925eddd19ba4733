/** Names that go together: a child's own and the family's. */
export type Community = {
  readonly girls: readonly string[]
  readonly boys: readonly string[]
  readonly families: readonly string[]
  /** Where given names are of the community too (not of the common list). */
  readonly ownGivenNames?: { readonly girls: readonly string[]; readonly boys: readonly string[] }
}

const words = (list: string) => list.split(' ')

export const givenNames = {
  girls: words(
    'Faith Mercy Grace Joy Purity Esther Ruth Naomi Sharon Brenda Cynthia Diana Eunice Gloria Irene Janet Lydia Mary Nancy Peris Rose Sarah Tabitha Vivian Winnie Beatrice Caroline Doreen Edith Hellen Jane Linet Miriam Norah Priscilla Rachael Stacy Valentine Yvonne Agnes Catherine Deborah Elizabeth Phoebe',
  ),
  boys: words(
    'Brian Kevin Dennis Victor Samuel Daniel David John Peter Paul James Joseph Emmanuel Collins Felix Geoffrey Ian Jackson Kelvin Lewis Martin Nicholas Oscar Patrick Robert Simon Timothy Vincent Wesley Allan Benjamin Charles Duncan Elijah Francis Gideon Henry Isaac Joshua Moses Nathan Philip Reuben Stephen',
  ),
}

const muslimGivenNames = {
  girls: words('Amina Fatuma Halima Zainab Maryam Khadija Asha Salma Rukia Hawa Mwanaisha Saida'),
  boys: words('Abdi Yusuf Ibrahim Omar Ali Khalid Hamisi Salim Bakari Rashid Ismail Suleiman'),
}

/** Equal shares: no community of the demo school is larger than another. */
export const communities: readonly Community[] = [
  {
    girls: words("Wanjiku Wambui Njeri Nyambura Wairimu Wangari Muthoni Wanjiru Wacera Ng'endo"),
    boys: words('Kamau Mwangi Njoroge Kariuki Maina Karanja Macharia Njuguna Muiruri Chege'),
    families: words("Ng'ang'a Wang'ombe Kimani Gitau Ndung'u Waweru Mbugua Githinji Kinyanjui Irungu"),
  },
  {
    girls: words('Achieng Auma Akinyi Atieno Adhiambo Anyango Awuor Apiyo Akoth Amondi'),
    boys: words('Otieno Ochieng Omondi Odhiambo Onyango Okoth Ouma Owino Opiyo Oduor'),
    families: words("Nyong'o Odinga Ogolla Okello Ogutu Obiero Oloo Ong'ayo Oyugi Juma"),
  },
  {
    girls: words('Chebet Chepkoech Jepchirchir Cherono Jerotich Chelangat Jepkosgei Cheptoo Jemutai Chepngetich'),
    boys: words('Kiprotich Kipchoge Kiplagat Kibet Kiprono Kipkemboi Kimutai Kiptoo Cheruiyot Kipngeno'),
    families: words('Koech Rotich Langat Korir Kosgei Ruto Bett Sang Tanui Chirchir'),
  },
  {
    girls: words('Mumbua Mwende Ndunge Nduku Kanini Syombua Wayua Kavata Mutheu Ndinda'),
    boys: words('Musyoka Mutiso Kioko Muthama Nzioka Mwendwa Kyalo Muinde Makau Wambua'),
    families: words('Mutua Musyoki Kilonzo Ndolo Munyao Mbithi Ngui Kimeu Nthenge Mutinda'),
  },
  {
    girls: words('Nekesa Nafula Nasimiyu Naliaka Khavere Mmbone Andisi Ayuma Nanjala Nelima'),
    boys: words('Wafula Barasa Wekesa Simiyu Wanyonyi Shikuku Lusweti Mukhwana Khaemba Wanjala'),
    families: words('Makokha Masinde Mulongo Namachanja Shiundu Amunga Luvembe Musungu Kundu Nyongesa'),
  },
  {
    girls: words('Kemunto Moraa Nyaboke Kerubo Bosibori Kwamboka Mokeira Gesare Nyanchama Bonareri'),
    boys: words('Momanyi Nyakundi Omwenga Ombati Mogaka Ondieki Makori Nyabuto Ombui Mokua'),
    families: words("Onsongo Ong'era Nyamweya Bosire Moturi Ogega Mose Nyangau Ayienda Getanda"),
  },
  {
    girls: words('Kagendo Makena Kathure Gatwiri Nkatha Karimi Mukami Wanja Kendi Kawira'),
    boys: words('Mutuma Mwenda Kirimi Muriuki Gitonga Murithi Koome Mugambi Bundi Kimathi'),
    families: words("Mutwiri M'Ikiara Kiogora Mbaabu Ntoiti Rukaria M'Imanyara Marete Njeru Nyaga"),
  },
  {
    ownGivenNames: muslimGivenNames,
    girls: words('Abdullahi Hussein Adan Farah Mohamed Osman Noor Warsame Issack Ahmed'),
    boys: words('Abdullahi Hussein Adan Farah Mohamed Osman Noor Warsame Issack Ahmed'),
    families: words('Hassan Abdirahman Maalim Sheikh Dahir Bille Jama Ibrahim Gedi Kassim'),
  },
  {
    ownGivenNames: muslimGivenNames,
    girls: words('Mwanajuma Mwanahamisi Kadzo Dzame Mapenzi Riziki Nuru Zawadi Pendo Bahati'),
    boys: words('Karisa Kazungu Katana Charo Baraka Ngala Fondo Chengo Kahindi Tsuma'),
    families: words("Mwinyi Ng'ombe Kombo Mwakio Mwachiro Kitsao Nyawa Mwaruwa Shehe Mwatela"),
  },
  {
    girls: words('Naisiae Nashipae Resiato Simaloi Naserian Sanaipei Silantoi Seleina Namunyak Nolari'),
    boys: words('Lemayian Saitoti Sironka Tipape Leshan Parsaloi Kisemei Lekishon Tajeu Sankale'),
    families: words('Ole-Ntutu Nkaissery Sankok Kipury Kuntai Lesuuda Lolkidienya Nkedianye Letoya Mpaayei'),
  },
]

export const adultNames = {
  women: words(
    'Jane Margaret Lucy Susan Alice Monica Pauline Josephine Florence Teresa Veronica Rebecca Hannah Salome Dorcas Damaris',
  ),
  men: words(
    'George Michael Thomas Julius Stanley Anthony Bernard Fredrick Gerald Harrison Jeremiah Laban Meshack Nelson Raphael Titus',
  ),
}
