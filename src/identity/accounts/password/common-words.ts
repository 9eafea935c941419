/**
 * What people build guessable passwords from, in lower case without diacritics: the most used passwords of public
 * breach statistics (world and Viet Nam), Vietnamese and English words, names, places, clubs and brands. The rules in
 * `password-rules.ts` join up to three of them and allow digits, signs, capitals, diacritics and letter look-alikes
 * around and in them, so each word here stands for thousands of passwords.
 */
const text = `
password passwd passw pass passcode passphrase secret admin administrator root user guest test testing tester demo
default changeme change login signin welcome hello hi hey master access letmein open sesame trustno enter qwerty qwertz
azerty asdf asdfgh zxcv zxcvbn qwer qwert qaz wsx edc qazwsx iloveyou ilove love lover lovely loveme loveu luv baby babe
babygirl babyboy angel princess prince queen king sunshine shadow superman batman spiderman ironman pokemon pikachu
naruto sasuke goku dragon monkey tiger lion eagle wolf bear panda kitty hellokitty doraemon nobita conan onepiece luffy
football soccer baseball basketball hockey tennis golf chelsea arsenal liverpool manchester united barcelona barca
realmadrid madrid juventus messi ronaldo neymar rooney beckham jordan michael jennifer jessica ashley amanda daniel
thomas robert george charlie andrew joshua matthew david john james william richard joseph maria anna peter paul mark
steven kevin brian jason justin hunter killer ranger buster pepper ginger cookie chocolate banana apple orange cherry
summer winter spring autumn flower rose lily daisy star stars moon sun sky ocean river mountain freedom forever
friend friends family mother father mom mommy daddy dad sister brother husband wife son daughter girl boy man woman
computer internet windows microsoft google facebook youtube twitter instagram tiktok zalo gmail yahoo hotmail amazon
netflix samsung iphone ipad nokia sony toyota honda yamaha suzuki vinfast vingroup viettel vinaphone mobifone vnpt fpt
vietcombank techcombank agribank bidv vietinbank mbbank sacombank momo shopee lazada lienminh lienquan pubg freefire
audition crossfire fifa minecraft roblox gamer game gaming player nothing whatever something anything everything
someone nobody money bitcoin crypto dollar rich lucky luck happy smile cool hot sexy cute pretty beautiful perfect
blink blackpink bts army exo bigbang sontung mtp jack vietnam viet nam vn vnn hanoi saigon danang haiphong cantho hue
nhatrang dalat vungtau halong quangninh thanhhoa nghean hatinh quangbinh quangtri quangnam quangngai binhdinh phuyen
khanhhoa ninhthuan binhthuan kontum gialai daklak daknong lamdong binhphuoc tayninh binhduong dongnai longan tiengiang
bentre travinh vinhlong dongthap angiang kiengiang haugiang soctrang baclieu camau thaibinh namdinh ninhbinh hanam
hungyen haiduong bacninh bacgiang vinhphuc phutho thainguyen tuyenquang hagiang caobang backan langson laocai yenbai
sonla laichau dienbien hoabinh hochiminh hcm hn sg tphcm thudo hoangsa truongsa bacho bac ho chu tich
matkhau mat khau matkhaumoi matma mk mkmoi taikhoan dangnhap dangky quantri khongbiet khongco khongnho quenmatkhau
quenroi doimatkhau bimat batmi xinchao chao chaoban tambiet camon cam on xinloi moivao vaodi dichvucong
congdan chinhphu nhanuoc congan vneid cccd cmnd baohiem canbo nhanvien ketoan giaovien hocsinh sinhvien bacsi
anhyeuem emyeuanh yeuem yeuanh anhnhoem emnhoanh nhoem nhoanh maiyeuem maiyeuanh maimai maimaiyeuem mailayeu yeumai
yeuemnhieu yeuanhnhieu yeu yeunhau tinhyeu tinh tinhban banbe ban thuong thuongem thuonganh nho thuongnho hanhphuc
giadinh bome chame bo me cha con concai conyeu conyeume yeume yeubo meyeu boyeu meyeucon boyeucon vochong vo chong
voyeu chongyeu chongyeuvo voyeuchong ongba ong ba anh em chi toi minh cau to ban chung ta aiyeu ai khong co gi khongyeu
cuoi cuocsong cuoc song doi doilaho vui vuive buon codon mottinhyeu motnguoi matbiec traitim trai tim nuocmat
hoahong hoamai hoasen hoalan hoa hong mai lan cuc truc dao sen huong thao ngoc chau kim anhsao bautroi mattroi
mattrang trang troi dat bien nui song mua nang gio may xuan ha thu dong phuong nam bac tay viet
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh dinh lam mac luong truong ta ton cao
chu thai quach la van thi huu duc minh quang tuan dung hung cuong manh thang long hai son tung lam khanh khoa kien
phong phuc quan quoc quy tai tam tan thanh thien thinh tho thong tien tin toan tri trung tu viet vinh vuong an bang
bao binh cong cuong dai dat diep dien duy giang gia hao hau hien hieu hoan hoang hoat huan huy khai khang khiem khoi
ky lap linh loc loi luan nghia nguyet nhan nhat nhu nhung nhut ninh phat phu phung phuoc sang sinh sy thach the thoai
thuan thuy tinh toai toi tong uyen viet vuong xuan yen anh bich cam chi diem diep dieu dung duyen giang ha han hang
hanh hien hoa hoai hue huong huyen khanh kieu lan le lien linh loan ly mai my nga ngan nghi ngoc nguyet nhi nhien
nhung nu oanh phuong quyen quynh suong tam thanh thao thoa thom thu thuy tien tra tram trang trinh truc tu tuyet uyen
van vy xuyen yen meo cho heo ga vit trau bo chuot rong ran ngua de khi meocon cuncon cun mimi mina lulu lili milu
bong bongda tit tun teo ti ty suu dan mao thin ti ngo mui than dau tuat hoi namsinh sinhnhat tetnguyendan tet
chucmungnammoi nammoi giangsinh noel quocte laodong docLap tudo hanhphuc dangcongsan tohoc toan hoc vanhoc tienganh
lopmot lop truong truonghoc dohoa congty giamdoc nhanvien baove cuahang quanan caphe cafe tra sua trasua phobo banhmi
comtam bunbo bia ruou thuoc xe xemay oto nha nhadat tien nhieutien giau giauco phatdat phattai locphat thanhcong
maymanb maymanh mayman vuihoc hocgioi gioi dep deptrai dep gai depgai xinh xinhdep xinhgai cute ngu ngoc dien khung
khungdien chet chetdi dmm dkm vcl cmm ditme dcm lol haha hihi hehe huhu kaka kiki lala nana papa mama bebe bibi titi
tata tutu momo yoyo abc abcd abcde xyz aaa bbb qwe asd zxc zxcvb asdfg abcxyz aabb kenboy
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
october november december mercedes ferrari porsche mustang corvette harley yamaha jordan nike adidas gucci chanel
thunder lightning phoenix diamond silver golden gold black white blue green yellow purple pink red magic merlin
wizard matrix starwars jedi yoda vader gandalf frodo hobbit potter harrypotter hogwarts zelda mario sonic
biteme fuck fuckyou fuckme shit bitch asshole sexy pussy porn cheese coffee butter sugar honey sweet sweety sweetheart
maggie bailey buddy rocky max lucky charlie sophie lucy molly jasmine nicole samantha melissa michelle patrick
scooter silver soccer sparky spider steelers taylor trinity victoria yankees yellow zxcvbnm cowboy cowboys dallas
dakota diablo falcon fender ferrari fishing flyers gateway gunner hammer hannah heather horny iceman jackson jasper
johnny knight lakers legend london maverick mickey midnight miller mustang nascar nathan newyork paris orlando packers
peaches peanut phantom player porsche power prince purple rabbit raiders rainbow redsox reset sample server service
setup support system security secure private public office manager boss company business account bank card number
mobile phone email mail website web domain host hosting cloud data database server linux ubuntu oracle mysql postgres
github docker java python code coder hacker hack anonymous ninja samurai warrior soldier army navy marine police
doctor nurse teacher student school college university class english chinese korea korean japan japanese china america
usa england france germany thailand singapore malaysia asia world earth universe galaxy space rocket alien robot
`;

export const commonWords: ReadonlySet<string> = new Set(text.toLowerCase().split(/\s+/).filter(Boolean));

/** Rows along which fingers and counting run, also backwards. */
export const sequences: readonly string[] = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'a1b2c3d4e5f6g7h8i9j0',
  '1a2b3c4d5e6f7g8h9i0j',
  'a1s2d3f4g5h6j7k8l9',
  '147258369',
  '159357',
  '789456123',
];
